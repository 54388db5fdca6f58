import Diagnosis

/// A Mermaid flowchart. Mermaid refuses texts over 50,000 characters, so a crowded node is drawn in part: the target's
/// surroundings and all that is no veth come first, and what is left out is said in the picture.
public enum TopologyMermaid {
    static let mostCharacters = 50_000
    static let mostLinks = 300

    public static func render(_ topology: TopologyReport) -> String {
        let ordered = TopologyInterest.order(topology)
        var count = min(ordered.count, mostLinks)
        while true {
            let text = draw(topology, Set(ordered.prefix(count).map(\.key)))
            if text.utf8.count <= mostCharacters || count == 0 { return text }
            count /= 2
        }
    }

    private static func draw(_ topology: TopologyReport, _ drawn: Set<TopologyIndex.Key>) -> String {
        let index = TopologyIndex(topology)
        var lines = ["flowchart LR"]
        var missing = Set(topology.links.map(\.netns))
        for namespace in topology.namespaces {
            let links = index.links(of: namespace.ref.inode).filter { drawn.contains($0.key) }
            guard !links.isEmpty else { continue }
            missing.remove(namespace.ref.inode)
            let label = MermaidEscape.quoted(GraphLabels.namespace(namespace))
            lines.append("  subgraph s\(namespace.ref.inode)[\(label)]")
            for link in links {
                let style = LinkState.isUp(link) ? "" : ":::down"
                lines.append("    \(GraphLabels.id(link.key))[\(MermaidEscape.quoted(GraphLabels.link(link)))]\(style)")
            }
            lines.append("  end")
        }
        lines += edges(topology, drawn, index)
        let left = topology.links.count - drawn.count
        if left > 0 {
            lines.append("  rest[\"not drawn: \(left) links, \(missing.count) whole namespaces\"]:::rest")
        }
        lines.append("  classDef down stroke:#c00,stroke-width:2px")
        lines.append("  classDef rest stroke-dasharray: 4")
        return lines.map { $0 + "\n" }.joined()
    }

    private static func edges(
        _ topology: TopologyReport, _ drawn: Set<TopologyIndex.Key>, _ index: TopologyIndex
    ) -> [String] {
        var lines: [String] = []
        for (number, edge) in topology.edges.enumerated() {
            let keys = [TopologyIndex.key(edge.from), TopologyIndex.key(edge.to)]
            guard keys.contains(where: { $0.map(drawn.contains) ?? false }) else { continue }
            // An end that exists but is not drawn counts as left out, not as lost.
            if keys.contains(where: { $0.map { index.link($0) != nil && !drawn.contains($0) } ?? false }) { continue }
            let ids = zip(keys, [edge.from, edge.to]).map { key, end in
                if let key, drawn.contains(key) { return GraphLabels.id(key) }
                lines.append("  lost\(number)[\(MermaidEscape.quoted(GraphLabels.lost(end)))]")
                return "lost\(number)"
            }
            let arrow = edge.known != "proved" ? "-.-" : ["veth": "---", "tunnel": "==="][edge.kind] ?? "-->"
            let label = MermaidEscape.quoted([edge.kind] + [edge.doubtPhrase].compactMap { $0 })
            lines.append("  \(ids.joined(separator: " \(arrow)|\(label)| "))")
        }
        return lines
    }
}
