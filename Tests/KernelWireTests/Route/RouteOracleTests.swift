import Addresses
import KernelWire
import NetworkModel
import Testing

func deviceNames() throws -> [Int: String] {
    Dictionary(
        try Fixture.rows("links", Link.init(rtnetlink:)).map { ($0.ifindex, $0.ifname) },
        uniquingKeysWith: { a, _ in a })
}

/// RTM_NEWROUTE against `ip -d -j route` and `ip route get`.
@Suite struct RouteOracleTests {
    @Test(arguments: [
        "routes-v4", "routes-v6", "routes-v4-1000", "routes-v4-main", "route-get", "route-get-fibmatch",
        "route-get-mark",
        "route-get-iif", "route-get-oif", "route-get-v6", "route-get-v6-fibmatch",
    ])
    func everyField(_ fixture: String) throws {
        let routes = try Fixture.rows(fixture, Route.init(rtnetlink:))
        let oracle = try Fixture.json(fixture)
        #expect(routes.count == oracle.count)
        let names = try deviceNames()
        var fields = 0
        // Both come in the order of the dump.
        for (route, json) in zip(routes, oracle) { fields += compare(route, json, names, fixture) }
        #expect(fields >= 15 * routes.count)
        print("\(fixture): \(routes.count) routes, \(fields) fields compared")
    }

    private func compare(_ route: Route, _ json: JSON, _ names: [Int: String], _ fixture: String) -> Int {
        var row = Comparison("\(fixture) \(route.dst) table \(route.table)")
        let isGet = fixture.hasPrefix("route-get") && route.flags & 0x200 != 0
        row.same("type", route.type.name, json.string("type"))
        row.same("dst", text(route.dst), json.string("dst"))
        if !isGet { row.same("from", route.src.map(text), json.string("from")) }
        if json.has("table") { row.same("table", RouteTable.name(route.table), json.string("table")) }
        if fixture == "routes-v4-1000" { row.same("table", route.table, 1000) }
        if !isGet {
            row.same(
                "protocol", [0: "unspec", 2: "kernel", 3: "boot", 4: "static", 12: "bird"][route.proto],
                json.string("protocol"))
            row.same(
                "scope", [0: "global", 253: "link", 254: "host", 255: "nowhere"][route.scope], json.string("scope"))
        }
        row.same("metric", Int(route.metric), json.int("metric") ?? 0)
        row.same("prefsrc", route.prefsrc?.description, json.string("prefsrc"))
        row.same("nhid", route.nhid.map(Int.init), json.int("nhid"))
        row.same("tos", route.tos, json.string("tos").flatMap { Int($0.dropFirst(2), radix: 16) } ?? 0)
        row.same("pref", route.pref.map { [0: "medium", 1: "high", 3: "low"][$0] ?? "?" }, json.string("pref"))
        row.same("expires", route.expires.map(Int.init) ?? 0, json.int("expires") ?? 0)
        let metrics = json.children("metrics").first ?? JSON([:])
        row.same("mtu", route.mtu.map(Int.init), metrics.int("mtu"))
        row.same("advmss", route.advmss.map(Int.init), metrics.int("advmss"))
        row.same("mtu lock", route.mtuLocked, route.dst.description == "203.0.113.0/24")
        let theirs = json.children("nexthops")
        if theirs.isEmpty {
            let hop = route.nexthops.first
            row.same("hops", route.nexthops.count <= 1, true)
            compare(hop, json, &row, names)
        } else {
            row.same("hops", route.nexthops.count, theirs.count)
            for (hop, json) in zip(route.nexthops, theirs) {
                compare(hop, json, &row, names)
                row.same("weight", hop.weight, json.int("weight"))
            }
        }
        return row.fields
    }

    private func compare(_ hop: NextHop?, _ json: JSON, _ row: inout Comparison, _ names: [Int: String]) {
        row.same("dev", hop?.ifindex.flatMap { names[$0] }, json.string("dev"))
        row.same("gateway", hop?.gateway?.description, json.string("gateway") ?? json.child("via").string("host"))
        let flags = json.strings("flags")
        row.same("onlink", hop?.flags.contains(.onlink) ?? false, flags.contains("onlink"))
        row.same("linkdown", hop?.flags.contains(.linkdown) ?? false, flags.contains("linkdown"))
        row.same("dead", hop?.flags.contains(.dead) ?? false, flags.contains("dead"))
        row.same("encap", hop?.encapType == nil, !json.has("encap"))
    }

    /// As iproute2 writes prefixes: hosts without a length, everything as "default".
    private func text(_ prefix: IPPrefix) -> String {
        prefix.isDefault ? "default" : prefix.isHost ? prefix.address.description : prefix.description
    }

    @Test func answersAreMarkedAsCloned() throws {
        let answer = try #require(try Fixture.rows("route-get", Route.init(rtnetlink:)).first)
        #expect(answer.flags & 0x200 != 0)
        let entry = try #require(try Fixture.rows("route-get-fibmatch", Route.init(rtnetlink:)).first)
        #expect(entry.flags & 0x200 == 0)
    }
}
