import Addresses
import NetworkModel
import Routing
import Testing

/// fib6_table_lookup, rt6_select, ipv6_dev_get_saddr.
struct IPv6SelectionTests {
    func network() throws -> RoutingSample {
        var network = RoutingSample()
        try network.add("2001:db8:1::2/64", on: 2)
        try network.add("fe80::2/64", on: 2)
        try network.add("fe80::3/64", on: 3)
        return network
    }

    @Test func metricThenRouterPreferenceThenOrder() throws {
        var network = try network()
        try network.route("::/0", via: "fe80::a", dev: 2, metric: 1024)
        try network.route("::/0", via: "fe80::b", dev: 3, metric: 1024)
        try network.route("::/0", via: "fe80::c", dev: 3, metric: 2000)
        #expect(try network.decide("2001:db8:9::1").gateway == address("fe80::a"))
        let high = network.namespace.routes6.rows.firstIndex {
            $0.nexthops[0].gateway?.bits == IPAddress("fe80::b")?.bits
        }
        network.namespace.routes6.rows[try #require(high)].pref = 1
        #expect(try network.decide("2001:db8:9::1").gateway == address("fe80::b"))
    }

    @Test func hostsAvoidGatewaysThatDoNotAnswer() throws {
        var network = try network()
        try network.route("::/0", via: "fe80::a", dev: 2, metric: 10)
        try network.route("::/0", via: "fe80::b", dev: 3, metric: 20)
        network.namespace.neighbors.rows = [
            Neighbor(ifindex: 2, dst: try address("fe80::a"), lladdr: nil, state: .failed)
        ]
        #expect(try network.decide("2001:db8:9::1").oif == 2, "a router believes its table")
        network.conf(.inet6, NetConf.all) { $0.forwarding = 0 }
        #expect(try network.decide("2001:db8:9::1").oif == 3)
        network.namespace.routes6.rows.removeAll { $0.metric == 20 }
        #expect(try network.decide("2001:db8:9::1").oif == 2, "a silent gateway is better than none")
        network.namespace.neighbors.coverage = .unread
        network.namespace.neighbors.rows = []
        #expect(network.router.lookup(RouteFlow(dst: try address("2001:db8:9::1"))).reason != nil)
    }

    @Test func sourceSpecificRoutesAndTheWayBackUp() throws {
        var network = try network()
        try network.route("::/0", via: "fe80::a", dev: 2, from: "2001:db8:1::/64")
        try network.route("2001:db8:9::/48", via: "fe80::b", dev: 3, from: "2001:db8:7::/64")
        try network.route("2001:db8:9::/48", via: "fe80::c", dev: 3)
        #expect(try network.decide("2001:db8:77::1", from: "2001:db8:1::2").gateway == address("fe80::a"))
        #expect(try network.decide("2001:db8:77::1", from: "2001:db8:2::2").error == .networkUnreachable)
        // The kernel passes over a node whose subtree does not fit, with all that it holds.
        #expect(try network.decide("2001:db8:9::1", from: "2001:db8:1::2").gateway == address("fe80::a"))
        #expect(try network.decide("2001:db8:9::1", from: "2001:db8:7::2").gateway == address("fe80::b"))
    }

    @Test func connectingFindsTheSourceSpecificDefault() throws {
        var network = try network()
        try network.route("::/0", via: "fe80::a", dev: 2, from: "2001:db8:1::/64")
        let flow = RouteFlow(dst: try address("2001:db8:77::1"))
        #expect(network.router.lookup(flow).value?.error == .networkUnreachable)
        #expect(network.router.output(flow).value?.gateway == (try address("fe80::a")))
    }

    @Test func linkLocalDestinationsNeedTheirDevice() throws {
        let network = try network()
        #expect(try network.decide("fe80::99", oif: 3).oif == 3)
        #expect(try network.decide("fe80::99", oif: 3).source.value == address("fe80::3"))
        #expect(try network.decide("fe80::99", oif: 4).error == .networkUnreachable)
    }

    @Test(arguments: [
        // Same address; then scope; then deprecated; then device; then label; then prefix.
        ("2001:db8:1::2", "2001:db8:1::2"), ("fe80::77", "fe80::2"), ("2001:db8:5::1", "2001:db8:5::2"),
        ("fd00::1", "fd00::2"), ("2001:db8:ffff::1", "2001:db8:1::2"), ("2002:1::1", "2002::2"),
    ])
    func sourcesByRFC6724(dst: String, source: String) throws {
        var network = try network()
        for (text, flags) in [
            ("2001:db8:5::2/64", AddressFlags()), ("fd00::2/64", []), ("2002::2/64", []),
            ("2001:db8:ffff::2/64", .deprecated), ("2001:db8:fffe::2/64", .tentative),
            ("2001:db8:fffd::2/64", [.tentative, .dadFailed]),
        ] {
            try network.add(text, on: 2, flags: flags)
        }
        try network.route("::/0", via: "fe80::a", dev: 2)
        #expect(try network.decide(dst, oif: 2).source.value == address(source))
    }

    @Test func aRouteByADeviceWithoutAddressesBorrows() throws {
        var network = try network()
        try network.route("2001:db8:9::/48", dev: 4)
        #expect(try network.decide("2001:db8:9::1").source.value == address("2001:db8:1::2"))
        network.namespace.addresses = Table(coverage: .complete)
        #expect(try network.decide("2001:db8:9::1").source == .absent)
        let flow = RouteFlow(dst: try address("2001:db8:9::1"))
        #expect(network.router.output(flow).value?.error == .addressNotAvailable)
    }
}

/// What the state alone does not tell.
struct IPv6HistoryTests {
    @Test func removingRulesAloneMayHaveNoEffect() throws {
        var network = RoutingSample()
        try network.add("2001:db8:1::2/64", on: 2)
        network.namespace.rules.rows.removeAll { $0.family == .inet6 && $0.action == .table(254) }
        let flow = RouteFlow(dst: try address("2001:db8:1::9"))
        #expect(network.router.lookup(flow).reason?.contains("removed") == true)
        network.namespace.rules.rows.append(Rule(family: .inet6, priority: 9, action: .nop))
        #expect(network.router.lookup(flow).value?.error == .networkUnreachable)
    }

    @Test func aSubtreeWhereLongerPrefixesPartMayBeHidden() throws {
        var network = RoutingSample()
        try network.route("2001:db8::/32", dev: 2, from: "2001:db8:7::/48")
        let flow = RouteFlow(dst: try address("2001:db8:9::1"), src: try address("2001:db8:7::1"))
        #expect(network.router.lookup(flow).value?.oif == 2)
        try network.route("2001:db8:1::/48", dev: 3)
        try network.route("2001:db8:8000::/48", dev: 3)
        #expect(network.router.lookup(flow).reason?.contains("order") == true)
    }

    @Test func sharedNexthopObjectsMakeSuppressionDependOnTheCache() throws {
        var network = RoutingSample()
        network.namespace.nexthops.rows = [NextHopObject(id: 2, ifindex: 2)]
        for dst in ["::/0", "2001:db8::/32"] {
            var route = Route(dst: try prefix(dst))
            route.nhid = 2
            network.route(route)
        }
        var rule = Rule(family: .inet6, priority: 9, action: .table(254))
        rule.suppressPrefixlength = 0
        network.namespace.rules.rows.append(rule)
        #expect(network.router.lookup(RouteFlow(dst: try address("2001:db8::1"))).reason?.contains("nexthop 2") == true)
    }
}
