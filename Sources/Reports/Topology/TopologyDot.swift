import Diagnosis

/// Graphviz: a cluster for each namespace, a box for each link, an edge for each edge. `nsdoctor topology -o dot | dot -Tsvg`
public enum TopologyDot {
    public static func render(_ topology: TopologyReport) -> String {
        let index = TopologyIndex(topology)
        var lines = [
            "digraph nsdoctor {", "  graph [rankdir=LR, fontname=\"sans-serif\"];",
            "  node [shape=box, fontname=\"sans-serif\"];", "  edge [fontname=\"sans-serif\"];",
        ]
        for namespace in topology.namespaces {
            let inode = namespace.ref.inode
            lines.append("  subgraph cluster_\(inode) {")
            lines.append("    label=\(DotEscape.quoted(GraphLabels.namespace(namespace)));")
            lines += index.links(of: inode).map { "    \(node($0))" }
            lines.append("  }")
        }
        lines += topology.links.filter { index.namespace($0.netns) == nil }.map { "  \(node($0))" }
        for (number, edge) in topology.edges.enumerated() {
            let ends = [(edge.from, "a"), (edge.to, "b")].map { end, side in
                if let key = TopologyIndex.key(end), index.link(key) != nil { return GraphLabels.id(key) }
                let id = "lost_\(number)\(side)"
                lines.append("  \(id) [label=\(DotEscape.quoted(GraphLabels.lost(end))), style=dashed];")
                return id
            }
            lines.append("  \(ends.joined(separator: " -> ")) [\(attributes(edge))];")
        }
        lines.append("}")
        return lines.map { $0 + "\n" }.joined()
    }

    private static func node(_ link: TopologyReport.Link) -> String {
        let color = LinkState.isUp(link) ? "" : ", color=red"
        return "\(GraphLabels.id(link.key)) [label=\(DotEscape.quoted(GraphLabels.link(link)))\(color)];"
    }

    private static func attributes(_ edge: TopologyReport.Edge) -> String {
        var text = "label=\(DotEscape.quoted([edge.kind] + [edge.doubtPhrase].compactMap { $0 }))"
        if edge.kind == "veth" || edge.kind == "tunnel" { text += ", dir=both" }
        if edge.known != "proved" { text += ", style=dashed" }
        return text
    }
}
