import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery

extension FactTables {
    static let route = FactTable<RowView<Route>>(
        "Route", doc: "A route of any table, in the words of `ip -j route show table all`.", key: { [$0.id: $0.row] },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace.", get: \.netns),
            Fact("family", .string, doc: "inet or inet6.") { .string($0.row.family.word) },
            Fact("table", .string, doc: "local, main, default, or the table's number.") {
                .string(RouteTable.name($0.row.table))
            },
            Fact("type", .string, doc: "unicast, local, broadcast, blackhole, unreachable, prohibit, throw …") {
                .string($0.row.type.name)
            },
            Fact("dst", .string, doc: "The prefix; 0.0.0.0/0 or ::/0 where ip says default.") {
                .string($0.row.dst.description)
            },
            Fact("is_default", .bool, doc: "It leads to everything.") { .bool($0.row.dst.isDefault) },
            Fact("from", .string, optional: true, doc: "Prefix of the source that it is for (IPv6).") {
                ($0.row.src?.description).map { .string($0) }
            },
            Fact("gateway", .string, optional: true, doc: "Next hop; absent for none and for several.") {
                ($0.row.only?.gateway?.description).map { .string($0) }
            },
            Fact("dev", .string, optional: true, doc: "Name of the link; absent for none and for several.") {
                $0.ifname($0.row.only?.ifindex)
            },
            Fact("nexthops", .list(.object("NextHop")), doc: "All next hops, one or several.") { view in
                nextHop.list(view.row.nexthops.map { RowView(analysis: view.analysis, id: view.id, row: $0) })
            },
            Fact("nhid", .int, optional: true, doc: "Number of the nexthop object.") {
                $0.row.nhid.map { .number($0) }
            },
            Fact("metric", .int, doc: "Lower wins.") { .number($0.row.metric) },
            Fact("protocol", .string, doc: "Who made it: kernel, boot, static, ra, dhcp, bird, bgp …, or a number.") {
                .string(RouteProtocol.name($0.row.proto))
            },
            Fact("scope", .string, doc: "global, site, link, host, nowhere, or a number.") {
                .string(RouteProtocol.scope($0.row.scope))
            },
            Fact("prefsrc", .string, optional: true, doc: "The source address that it suggests; `src` in text.") {
                ($0.row.prefsrc?.description).map { .string($0) }
            },
            Fact("tos", .int, doc: "Type of service that it is for.") { .number($0.row.tos) },
            Fact("mtu", .int, optional: true, doc: "Largest packet in bytes, where the route says so.") {
                $0.row.mtu.map { .number($0) }
            },
            Fact("advmss", .int, optional: true, doc: "Largest TCP segment to announce.") {
                $0.row.advmss.map { .number($0) }
            },
            Fact("flags", .list(.string), doc: "dead, onlink, linkdown, offload … of its next hop.") {
                .strings($0.row.only?.flags.names ?? [])
            },
        ])

    static let nextHop = FactTable<RowView<NextHop>>(
        "NextHop", doc: "Where a route leads.", key: { [$0.id: $0.row] },
        facts: [
            Fact("gateway", .string, optional: true, doc: "The router; absent where the network is on the link.") {
                ($0.row.gateway?.description).map { .string($0) }
            },
            Fact("dev", .string, optional: true, doc: "Name of the link.") { $0.ifname($0.row.ifindex) },
            Fact("weight", .int, doc: "Share among several.") { .number($0.row.weight) },
            Fact("flags", .list(.string), doc: "dead, onlink, linkdown, offload ….") { .strings($0.row.flags.names) },
        ])
}

extension Route {
    /// The next hop where there is just one.
    fileprivate var only: NextHop? { nexthops.count == 1 ? nexthops.first : nil }
}

extension NextHop.Flags {
    /// As ip prints them.
    fileprivate var names: [String] {
        let all: [(NextHop.Flags, String)] = [
            (.dead, "dead"), (.onlink, "onlink"), (.pervasive, "pervasive"), (.offload, "offload"),
            (.linkdown, "linkdown"), (.unresolved, "unresolved"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}

extension IPAddress.Family {
    /// As iproute2 calls it.
    var word: String { self == .inet ? "inet" : "inet6" }
}

/// Numbers of rtnetlink and the names that iproute2's rt_protos and rt_scopes give them.
enum RouteProtocol {
    static func name(_ number: Int) -> String { names[number] ?? String(number) }

    private static let names: [Int: String] = [
        0: "unspec", 1: "redirect", 2: "kernel", 3: "boot", 4: "static", 8: "gated", 9: "ra", 10: "mrt", 11: "zebra",
        12: "bird", 13: "dnrouted", 14: "xorp", 15: "ntk", 16: "dhcp", 18: "keepalived", 42: "babel", 186: "bgp",
        187: "isis", 188: "ospf", 189: "rip", 192: "eigrp",
    ]

    static func scope(_ number: Int) -> String {
        switch number {
        case 0: "global"
        case 200: "site"
        case 253: "link"
        case 254: "host"
        case 255: "nowhere"
        default: String(number)
        }
    }
}
