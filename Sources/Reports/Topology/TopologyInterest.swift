import Diagnosis

/// What of a crowded graph is drawn first: the target's links and their far ends, all that is no veth, then the rest.
enum TopologyInterest {
    static func order(_ topology: TopologyReport) -> [TopologyReport.Link] {
        let targets = Set(topology.namespaces.filter { $0.role == "target" }.map(\.ref.inode))
        let own = Set(topology.links.filter { targets.contains($0.netns) }.map(\.key))
        var near = own
        for edge in topology.edges {
            guard let from = TopologyIndex.key(edge.from), let to = TopologyIndex.key(edge.to) else { continue }
            if own.contains(from) { near.insert(to) }
            if own.contains(to) { near.insert(from) }
        }
        let first = topology.links.filter { near.contains($0.key) }
        let rest = topology.links.filter { !near.contains($0.key) }
        return first + rest.filter { $0.kind != "veth" } + rest.filter { $0.kind == "veth" }
    }
}
