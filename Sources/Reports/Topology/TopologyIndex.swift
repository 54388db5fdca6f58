import Diagnosis

/// Lookups over a `TopologyReport`, built once: a node may have thousands of links.
struct TopologyIndex {
    struct Key: Hashable {
        var netns: UInt64
        var ifindex: Int
    }

    private var links: [Key: TopologyReport.Link] = [:]
    private var namespaces: [UInt64: TopologyReport.Namespace] = [:]
    private var linksOf: [UInt64: [TopologyReport.Link]] = [:]
    private var edgesOf: [Key: [TopologyReport.Edge]] = [:]

    init(_ topology: TopologyReport) {
        for namespace in topology.namespaces { namespaces[namespace.ref.inode] = namespace }
        for link in topology.links {
            links[Key(netns: link.netns, ifindex: link.ifindex)] = link
            linksOf[link.netns, default: []].append(link)
        }
        for edge in topology.edges {
            for end in Set([Self.key(edge.from), Self.key(edge.to)]) {
                if let end { edgesOf[end, default: []].append(edge) }
            }
        }
    }

    static func key(_ end: TopologyReport.End) -> Key? {
        guard let netns = end.netns, let ifindex = end.ifindex else { return nil }
        return Key(netns: netns, ifindex: ifindex)
    }

    func link(_ netns: UInt64, _ ifindex: Int) -> TopologyReport.Link? { links[Key(netns: netns, ifindex: ifindex)] }

    func link(_ key: Key) -> TopologyReport.Link? { links[key] }

    func links(of netns: UInt64) -> [TopologyReport.Link] { linksOf[netns] ?? [] }

    func edges(of key: Key) -> [TopologyReport.Edge] { edgesOf[key] ?? [] }

    func namespace(_ inode: UInt64) -> TopologyReport.Namespace? { namespaces[inode] }

    /// What people call the namespace, or its inode.
    func label(_ inode: UInt64) -> String { namespaces[inode]?.ref.label ?? String(inode) }
}

extension TopologyReport.Link {
    var key: TopologyIndex.Key { TopologyIndex.Key(netns: netns, ifindex: ifindex) }
}
