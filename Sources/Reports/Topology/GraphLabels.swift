import Diagnosis

/// What the drawn formats write into their boxes, as raw lines: each format escapes them.
enum GraphLabels {
    /// Made of numbers alone, hence safe in every format.
    static func id(_ key: TopologyIndex.Key) -> String { "n\(key.netns)_\(key.ifindex)" }

    static func namespace(_ namespace: TopologyReport.Namespace) -> [String] {
        ["\(namespace.ref.full) \(namespace.role)"] + namespace.processes.prefix(3)
    }

    static func link(_ link: TopologyReport.Link) -> [String] {
        var lines = [link.ifname, "\(LinkState.word(link)) mtu \(link.mtu)"]
        if let kind = link.kind, kind != "veth" { lines[0] += " (\(kind))" }
        if let trouble = LinkState.portTrouble(link) { lines[1] += ", \(trouble)" }
        return lines + [link.network, link.tunnel].compactMap { $0 } + link.addresses.prefix(2)
            + (link.addresses.count > 2 ? ["+\(link.addresses.count - 2) more"] : [])
    }

    static func lost(_ end: TopologyReport.End) -> [String] {
        [end.ifname ?? end.ifindex.map { "ifindex \($0)" } ?? "?", "not found"]
    }
}
