import Addresses

/// A fact that pure code lacks and a collector can fetch. Each is as small as the kernel allows, so that a diagnosis
/// costs what its path costs, not what the node holds.
public enum Need: Hashable, Sendable, Codable {
    /// Whole dump of one table.
    case table(NetnsID, Fact)
    case link(NetnsID, ifindex: Int)
    case linkNamed(NetnsID, ifname: String)
    /// Which links are the ports of a bridge, by number.
    case portList(NetnsID, bridge: Int)
    /// All ports of a bridge, in the short form that RTM_GETLINK/PF_BRIDGE gives.
    case ports(NetnsID, bridge: Int)
    /// The VLANs of all bridges and their ports: the kernel filters none.
    case bridgeVlans(NetnsID)
    /// The addresses on one link.
    case addresses(NetnsID, ifindex: Int)
    /// The settings of `all`, both families: those of links come with the links.
    case netconfOfAll(NetnsID)
    case neighbor(NetnsID, ifindex: Int, IPAddress)
    /// The neighbours on one link.
    case neighborsOn(NetnsID, ifindex: Int)
    /// Programs and filters that see the packets of one link, `tc filter show dev IF` and tcx.
    case traffic(NetnsID, ifindex: Int)
    /// What one device does for the kernel.
    case offloads(NetnsID, ifindex: Int)
    /// Peers of a WireGuard device.
    case wireguard(NetnsID, ifindex: Int)
    /// What the kernel says about a BPF program.
    case program(id: Int)
    /// Programs of BPF on the cgroup of a process.
    case cgroupPrograms(pid: Int)
    case fdb(NetnsID, bridge: Int, LinkLayerAddress)
    /// The hardware addresses that one device takes, `bridge fdb show dev IF self`: those of macvlan devices on it too.
    case deviceFdb(NetnsID, ifindex: Int)
    case sysctl(NetnsID, String)
    /// One file of /proc/net.
    case procNet(NetnsID, ProcNetFile)
    /// Totals, statistics and expectations of connection tracking.
    case conntrack(NetnsID)
    case flows(NetnsID, ConntrackFilter)
    /// How many conntrack entries there are of each kind; reads them all and keeps none.
    case flowCensus(NetnsID)
    /// How many of these source ports of an address each destination has taken.
    case portUse(NetnsID, IPAddress, first: UInt16, last: UInt16)
    /// `ip neigh show proxy`, both families.
    case proxyNeighbors(NetnsID)
    /// IPsec policies and states.
    case xfrm(NetnsID)
    /// Names and types of all ipsets.
    case ipsets(NetnsID)
    /// The members of one.
    case ipset(NetnsID, name: String)
    /// Which tables of iptables-legacy exist.
    case xtables(NetnsID, XtFamily)
    /// One of them, as a whole: the kernel hands out no less.
    case xtable(NetnsID, XtFamily, name: String)
    /// The namespace behind an id that a link here carries, found, opened and listed.
    case peerNamespace(NetnsID, nsid: Int)
    /// One link and its addresses in the namespace behind an id.
    case peek(NetnsID, nsid: Int, ifindex: Int)
    /// Names, processes, descriptors and mounts of every namespace; searches the whole machine once.
    case holders
    /// Every namespace of the machine, opened but not read.
    case namespaces
    /// What the nf_tables ruleset consists of, without rules and elements.
    case ruleset(NetnsID)
    /// The rules of one chain.
    case nftRules(NetnsID, NftRef)
    /// The elements of one set.
    case nftElements(NetnsID, NftRef)
    /// What one set has for a key.
    case nftElement(NetnsID, NftRef, key: NftData)
    /// Which processes that live in a namespace hold its sockets.
    case socketOwners(NetnsID)
    /// Which processes are stopped, and which look after rules, on the whole machine.
    case census
    /// A fact about the machine as a whole.
    case hostFact(HostFact)
    case resolver(pid: Int)
    case namedResolver(NetnsID)

    public enum Fact: String, Hashable, Sendable, Codable, CaseIterable {
        case links, addresses, addresses6, routes, routes6, rules, nexthops, neighbors, fdb, netconf, sockets
        /// All of nf_tables, with every rule and every element.
        case ruleset

        // The families of these are read apart.
        public static func addresses(in family: IPAddress.Family) -> Fact { family == .inet ? .addresses : .addresses6 }
        public static func routes(in family: IPAddress.Family) -> Fact { family == .inet ? .routes : .routes6 }
    }
}
