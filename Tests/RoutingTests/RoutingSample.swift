import Addresses
import NetworkModel
import Routing
import Testing

/// Small namespaces written by hand.
func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }
func prefix(_ text: String) throws -> IPPrefix { try #require(IPPrefix(text)) }

struct RoutingSample {
    var namespace = Namespace(id: NetnsID(inode: 1))

    /// lo and eth0 to eth2, up, with the rules every namespace is born with.
    init() {
        var links = ["lo", "eth0", "eth1", "eth2"].enumerated().map {
            Link(ifindex: $0.offset + 1, ifname: $0.element, flags: [.up, .lowerUp, .running])
        }
        links[0].flags.insert(.loopback)
        namespace.links = Table(links, coverage: .complete)
        for family in [IPAddress.Family.inet, .inet6] {
            namespace.rules.rows += [(0, 255), (32766, 254)].map {
                Rule(family: family, priority: $0.0, action: .table($0.1))
            }
        }
        namespace.rules.rows.append(Rule(family: .inet, priority: 32767, action: .table(253)))
        namespace.rules.coverage = .complete
        namespace.routes.coverage = .complete
        namespace.routes6.coverage = .complete
        namespace.addresses.coverage = .complete
        namespace.neighbors.coverage = .complete
        namespace.nexthops.coverage = .complete
        for family in [IPAddress.Family.inet, .inet6] {
            for ifindex in [NetConf.all, 1, 2, 3, 4] {
                var row = NetConf(family: family, ifindex: ifindex)
                row.forwarding = 1
                row.rpFilter = 0
                namespace.netconf.rows.append(row)
            }
        }
        namespace.netconf.coverage = .complete
        for name in ["all", "lo", "eth0", "eth1", "eth2"] {
            for key in ["accept_local", "route_localnet", "src_valid_mark", "send_redirects", "bc_forwarding"] {
                namespace.sysctls["net.ipv4.conf.\(name).\(key)"] = .known("0")
            }
        }
    }

    var router: Router { Router(namespace) }

    /// An address with the routes the kernel adds for it.
    mutating func add(_ text: String, on ifindex: Int, scope: Int = 0, flags: AddressFlags = []) throws {
        let local = try prefix(text)
        namespace.addresses.rows.append(Address(ifindex: ifindex, local: local, flags: flags, scope: scope))
        let hop = [NextHop(ifindex: ifindex)]
        let isOld = local.family == .inet
        route(
            Route(
                type: .local, dst: .host(local.address), table: 255, proto: 2, scope: isOld ? 254 : 0,
                prefsrc: isOld ? local.address : nil, nexthops: hop))
        route(
            Route(
                dst: local.network, proto: 2, scope: isOld ? 253 : 0, metric: isOld ? 0 : 256,
                prefsrc: isOld ? local.address : nil, nexthops: hop))
    }

    mutating func route(_ route: Route) {
        if route.family == .inet { namespace.routes.rows.append(route) } else { namespace.routes6.rows.append(route) }
    }

    mutating func route(
        _ dst: String, via gateway: String? = nil, dev ifindex: Int? = nil, type: RouteType = .unicast,
        table: UInt32 = 254, metric: UInt32 = 0, tos: Int = 0, from src: String? = nil,
        flags: NextHop.Flags = []
    ) throws {
        let hop = try ifindex.map { [NextHop(ifindex: $0, gateway: try gateway.map(address), flags: flags)] } ?? []
        let scope = type == .local ? 254 : gateway == nil && !type.isError && type != .throw ? 253 : 0
        let dst = try prefix(dst)
        var route = Route(
            type: type, dst: dst, src: try src.map(prefix), table: table, scope: dst.family == .inet ? scope : 0,
            tos: tos, metric: metric, nexthops: hop)
        if dst.family == .inet6, ifindex == nil { route.nexthops = [NextHop(ifindex: 1)] }
        self.route(route)
    }

    mutating func rule(_ priority: UInt32, _ action: Rule.Action, _ change: (inout Rule) throws -> Void = { _ in })
        throws
    {
        var rule = Rule(family: .inet, priority: priority, action: action)
        try change(&rule)
        namespace.rules.rows.append(rule)
    }

    mutating func set(_ sysctl: String, _ value: Int) { namespace.sysctls[sysctl] = .known(String(value)) }

    mutating func conf(_ family: IPAddress.Family, _ ifindex: Int, _ change: (inout NetConf) -> Void) {
        for index in namespace.netconf.rows.indices
        where namespace.netconf.rows[index].ifindex == ifindex && namespace.netconf.rows[index].family == family {
            change(&namespace.netconf.rows[index])
        }
    }

    func decide(
        _ dst: String, from src: String? = nil, iif: Int? = nil, oif: Int? = nil, mark: UInt32 = 0, tos: UInt8 = 0,
        proto: UInt8? = nil, sport: UInt16? = nil, dport: UInt16? = nil, uid: UInt32? = nil
    ) throws -> RouteDecision {
        let flow = RouteFlow(
            dst: try address(dst), src: try src.map(address), iif: iif, oif: oif, mark: mark, tos: tos, proto: proto,
            sport: sport, dport: dport, uid: uid)
        let observed = router.lookup(flow)
        return try #require(observed.value, "\(observed.reason ?? "absent")")
    }

    func receive(_ dst: String, from src: String, on iif: Int, mark: UInt32 = 0) throws -> InputDecision {
        let flow = RouteFlow(dst: try address(dst), src: try address(src), iif: iif, mark: mark)
        let observed = router.input(flow)
        return try #require(observed.value, "\(observed.reason ?? "absent")")
    }
}
