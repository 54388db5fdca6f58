import Addresses

/// A fact that pure code lacks and a collector can fetch. Each is as small as the kernel allows, so that a diagnosis
/// costs what its path costs, not what the node holds.
public enum Need: Hashable, Sendable, Codable {
    /// Whole dump of one table.
    case table(NetnsID, Fact)
    case link(NetnsID, ifindex: Int)
    case linkNamed(NetnsID, ifname: String)
    /// All ports of a bridge, in the short form that RTM_GETLINK/PF_BRIDGE gives.
    case ports(NetnsID, bridge: Int)
    /// The addresses on one link.
    case addresses(NetnsID, ifindex: Int)
    case neighbor(NetnsID, ifindex: Int, IPAddress)
    case fdb(NetnsID, bridge: Int, LinkLayerAddress)
    case sysctl(NetnsID, String)
    /// The namespace behind an id that a link here carries, found, opened and listed.
    case peerNamespace(NetnsID, nsid: Int)
    /// One link and its addresses in the namespace behind an id.
    case peek(NetnsID, nsid: Int, ifindex: Int)
    /// Names, processes, descriptors and mounts of every namespace; searches the whole machine once.
    case holders
    /// What the nf_tables ruleset consists of, without rules and elements.
    case ruleset(NetnsID)
    /// The rules of one chain.
    case nftRules(NetnsID, NftRef)
    /// The elements of one set.
    case nftElements(NetnsID, NftRef)
    case resolver(pid: Int)
    case namedResolver(NetnsID)

    public enum Fact: String, Hashable, Sendable, Codable, CaseIterable {
        case links, addresses, addresses6, routes, routes6, rules, nexthops, neighbors, fdb, netconf, sockets
        /// All of nf_tables, with every rule and every element.
        case ruleset
    }
}
