import Diagnosis

/// Namespaces and their links as an indented tree: ports under their bridge, a veth with the name of its other end.
public enum TopologyTree {
    public static func render(_ topology: TopologyReport, _ options: TextOptions = TextOptions()) -> String {
        let index = TopologyIndex(topology)
        var page = Page(options)
        for namespace in Self.inReadingOrder(topology.namespaces) {
            page.blank()
            page.addNamespace(namespace)
            page.addTree(TopologyBranches.rows(of: index.links(of: namespace.ref.inode), ascii: options.ascii), index)
        }
        let orphans = TopologyTree.orphans(topology, index)
        if !orphans.isEmpty {
            page.blank()
            page.prose([Span("ends whose namespace was not found", .unknown)])
            for orphan in orphans { page.prose([Span(orphan)], indent: 3, hang: 5) }
        }
        return page.text
    }

    /// The target first, then the host: who asked about one of a thousand pods must not look for it.
    static func inReadingOrder(_ namespaces: [TopologyReport.Namespace]) -> [TopologyReport.Namespace] {
        let target = namespaces.filter { $0.role == "target" }
        let host = namespaces.filter { $0.role != "target" && ($0.ref.isOwn || $0.role == "host") }
        return target + host + namespaces.filter { $0.role != "target" && $0.role != "host" && !$0.ref.isOwn }
    }

    /// Edges that hang on no known link at all would be lost in a tree of links.
    private static func orphans(_ topology: TopologyReport, _ index: TopologyIndex) -> [String] {
        topology.edges.compactMap { edge in
            let ends = [edge.from, edge.to]
            guard ends.allSatisfy({ TopologyIndex.key($0).flatMap { index.link($0) } == nil }) else { return nil }
            let names = ends.map { $0.ifname ?? $0.ifindex.map { "ifindex \($0)" } ?? "?" }
            return "\(names.joined(separator: " \(edge.kind) ")) (\(edge.doubtPhrase ?? edge.known))"
        }
    }
}

extension Page {
    fileprivate mutating func addNamespace(_ namespace: TopologyReport.Namespace) {
        var text: [Span] = [
            shortened(Span(namespace.ref.label, .strong), to: options.columns - 16)
        ]
        if namespace.ref.label != String(namespace.ref.inode) { text.append(Span(" (\(namespace.ref.inode))")) }
        let names = namespace.ref.names.dropFirst()
        if !names.isEmpty { text.append(Span(", also \(names.joined(separator: ", "))")) }
        if !namespace.role.isEmpty { text.append(Span(", \(namespace.role)", .info)) }
        let processes = namespace.processes
        if !processes.isEmpty {
            let more = processes.count > 3 ? " and \(processes.count - 3) more" : ""
            text.append(Span(": \(processes.prefix(3).joined(separator: ", "))\(more)"))
        }
        prose(text, hang: 4)
    }

    fileprivate mutating func addTree(_ rows: [TopologyBranches.Row], _ index: TopologyIndex) {
        let limit = max(options.columns / 3, 15)
        let width = min(rows.map { $0.branch.count + granted($0.link.nameSpan).width }.max() ?? 0, limit)
        let states = rows.map { LinkState.word($0.link).count }.max() ?? 0
        let mtus = rows.map { "mtu \($0.link.mtu)".count }.max() ?? 0
        for entry in rows {
            let link = entry.link
            let name = shortened(link.nameSpan, to: max(limit - entry.branch.count, 4))
            let state = LinkState.word(link)
            var cells: [(Span, Int)] = [
                (name, width - entry.branch.count), (Span(state, LinkState.isUp(link) ? .ok : .crit), states),
            ]
            var words = [link.kind == "veth" ? nil : link.kind].compactMap { $0 } + link.addresses
            // Deep trees on narrow pages have no room for one more column.
            if options.columns < 60 {
                words.insert("mtu \(link.mtu)", at: 0)
            } else {
                cells.append((Span("mtu \(link.mtu)"), mtus))
            }
            if let trouble = LinkState.portTrouble(link) { words.append(trouble) }
            let owners = self.owners(of: link).flatMap { [$0, " "] as [Span] }
            row(
                cells.map { ($0.0, $0.1) }, words.map { Span($0 + " ") } + owners + edgeSpans(link, index),
                indent: entry.branch.count,
                below: entry.branch.count + 4, prefix: entry.branch)
        }
    }

    /// `<-> eth0 in red`, `on eth0`; a doubt is said where there is one.
    private func edgeSpans(_ link: TopologyReport.Link, _ index: TopologyIndex) -> [Span] {
        var spans: [Span] = []
        for edge in index.edges(of: link.key) {
            let isFrom = TopologyIndex.key(edge.from) == link.key
            let far = isFrom ? edge.to : edge.from
            let farLink = TopologyIndex.key(far).flatMap { index.link($0) }
            let name = farLink?.nameSpan ?? Span(far.ifname ?? far.ifindex.map { "ifindex \($0)" } ?? "?")
            let place = far.netns.map { $0 == link.netns ? "" : " in \(index.label($0))" } ?? " in ?"
            switch edge.kind {
            // The tree itself shows masters; an upper device tells what it stands on.
            case "master" where edge.known == "proved": continue
            case "master", "lower": if !isFrom { continue }
            default: break
            }
            let sign = ["veth": "<->", "tunnel": "<=>", "lower": "on"][edge.kind] ?? edge.kind
            spans += [Span("\(sign) "), name, Span("\(place) ")]
            if let doubt = edge.doubtPhrase { spans.append(Span("(\(doubt)) ", .unknown)) }
        }
        return spans
    }
}

extension TopologyReport.Edge {
    /// Why the edge is not certain; nil where it is proved.
    var doubtPhrase: String? {
        known == "proved" ? nil : reason.map { "\(known): \($0)" } ?? known
    }
}
