import Addresses
import NetworkModel
import Routing
import Testing

/// fib_table_lookup, fib_select_path, inet_select_addr.
struct IPv4SelectionTests {
    @Test func longestPrefixThenTosThenMetric() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        try network.route("0.0.0.0/0", via: "10.0.0.1", dev: 2)
        try network.route("8.0.0.0/8", via: "10.0.0.3", dev: 2, metric: 20)
        try network.route("8.0.0.0/8", via: "10.0.0.4", dev: 2, metric: 10)
        try network.route("8.0.0.0/8", via: "10.0.0.5", dev: 2, metric: 30, tos: 0x10)
        #expect(try network.decide("9.9.9.9").gateway == address("10.0.0.1"))
        #expect(try network.decide("8.8.8.8").gateway == address("10.0.0.4"))
        #expect(try network.decide("8.8.8.8", tos: 0x10).gateway == address("10.0.0.5"))
        // The precedence bits above 0x1c are not compared.
        #expect(try network.decide("8.8.8.8", tos: 0xf0).gateway == address("10.0.0.5"))
    }

    @Test(arguments: [
        (RouteType.blackhole, RouteError.invalid), (.unreachable, .hostUnreachable), (.prohibit, .accessDenied),
    ])
    func errorRoutes(type: RouteType, error: RouteError) throws {
        var network = RoutingSample()
        try network.route("8.0.0.0/8", type: type)
        let decision = try network.decide("8.8.8.8")
        #expect(decision.error == error)
        #expect(decision.type == type)
        #expect(decision.route?.dst == (try prefix("8.0.0.0/8")))
    }

    @Test func throwGoesOnWithTheNextRule() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        try network.route("0.0.0.0/0", via: "10.0.0.1", dev: 2)
        try network.route("8.0.0.0/8", type: .throw, table: 100)
        try network.route("0.0.0.0/0", type: .prohibit, table: 100)
        try network.rule(1, .table(100))
        #expect(try network.decide("8.8.8.8").oif == 2)
        #expect(try network.decide("9.9.9.9").error == .accessDenied)
    }

    @Test func deadNextHopsAreNotTaken() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        try network.route("8.0.0.0/8", via: "10.0.0.1", dev: 2, flags: [.dead, .linkdown])
        try network.route("0.0.0.0/0", via: "10.0.0.9", dev: 2)
        #expect(try network.decide("8.8.8.8").route?.dst.isDefault == true)
        let flow = RouteFlow(dst: try address("8.8.8.8"), ignoringLinkState: true)
        #expect(network.router.lookup(flow).value?.route?.dst.length == 8)
    }

    @Test func multipathListsTheLivingAndDecidesWhereOneIsLeft() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        try network.add("10.1.0.2/24", on: 3)
        var route = Route(dst: try prefix("0.0.0.0/0"))
        route.nexthops = [
            NextHop(ifindex: 2, gateway: try address("10.0.0.1"), weight: 3),
            NextHop(ifindex: 3, gateway: try address("10.1.0.1")),
        ]
        network.route(route)
        let both = try network.decide("8.8.8.8")
        #expect(both.paths.map(\.weight) == [3, 1])
        #expect(both.oif == nil)
        #expect(both.source.reason != nil)
        // Since 6.15 the next hop whose own address is the sender's goes first.
        #expect(try network.decide("8.8.8.8", from: "10.1.0.2").oif == 3)
        let old = Router(network.namespace, kernel: "5.10.0-28-amd64")
        let flow = RouteFlow(dst: try address("8.8.8.8"), src: try address("10.1.0.2"))
        #expect(old.lookup(flow).value?.paths.count == 2)

        network.namespace.routes.rows[network.namespace.routes.rows.count - 1].nexthops[0].flags = [.dead]
        #expect(try network.decide("8.8.8.8").oif == 3)
    }

    @Test func nexthopObjectsAndGroups() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        network.namespace.nexthops.rows = [
            NextHopObject(id: 1, ifindex: 2, gateway: try address("10.0.0.1")),
            NextHopObject(id: 2, ifindex: 2, gateway: try address("10.0.0.3")),
            NextHopObject(id: 9, group: [.init(id: 1, weight: 2), .init(id: 2, weight: 1)]),
            NextHopObject(id: 7, blackhole: true),
        ]
        for (dst, id) in [("8.0.0.0/8", UInt32(9)), ("9.0.0.0/8", 7), ("11.0.0.0/8", 55)] {
            var route = Route(dst: try prefix(dst))
            route.nhid = id
            network.route(route)
        }
        #expect(try network.decide("8.8.8.8").paths.map(\.gateway) == [address("10.0.0.1"), address("10.0.0.3")])
        #expect(try network.decide("9.9.9.9").error == .invalid)
        #expect(network.router.lookup(RouteFlow(dst: try address("11.1.1.1"))).reason?.contains("55") == true)
    }

    @Test func anIPv6GatewayCarriesIPv4() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        try network.route("0.0.0.0/0", via: "fe80::1", dev: 2)
        let decision = try network.decide("8.8.8.8")
        #expect(decision.gateway == (try address("fe80::1")))
        #expect(decision.source.value == (try address("10.0.0.2")))
    }

    @Test func sourceIsThePreferredOneElseNearTheGatewayElseElsewhere() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        try network.add("10.5.0.2/24", on: 2)
        try network.add("10.0.0.77/24", on: 2, flags: .secondary)
        try network.add("192.0.2.1/32", on: 1)
        try network.route("8.0.0.0/8", via: "10.5.0.1", dev: 2)
        try network.route("9.0.0.0/8", dev: 3)
        var preferred = Route(dst: try prefix("11.0.0.0/8"), prefsrc: try address("10.0.0.77"))
        preferred.nexthops = [NextHop(ifindex: 2)]
        network.route(preferred)
        #expect(try network.decide("8.8.8.8").source.value == address("10.5.0.2"))
        // eth1 has no address: lo's is taken, which is the first device of the namespace.
        #expect(try network.decide("9.9.9.9").source.value == address("192.0.2.1"))
        #expect(try network.decide("11.1.1.1").source.value == address("10.0.0.77"))
        #expect(try network.decide("10.0.0.2").oif == 1)
    }

    @Test func aForeignSourceIsRefusedForLocalSenders() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        #expect(try network.decide("10.0.0.9", from: "172.16.0.1").error == .networkUnreachable)
        #expect(try network.decide("10.0.0.9", from: "224.0.0.1").error == .invalid)
    }

    @Test func withADeviceButNoRouteTheKernelAssumesTheLink() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        let decision = try network.decide("8.8.8.8", oif: 2)
        #expect(decision.error == nil)
        #expect(decision.route == nil)
        #expect(decision.oif == 2)
        #expect(decision.gateway == nil)
        #expect(try network.decide("8.8.8.8", oif: 42).error == .noDevice)
    }

    @Test func untouchedRulesLeaveOneTrieWhoseOrderIsHistory() throws {
        var network = RoutingSample()
        try network.add("127.0.0.1/8", on: 1, scope: 254)
        network.namespace.routes.rows.append(
            Route(
                type: .local, dst: try prefix("127.0.0.0/8"), table: 255, proto: 2, scope: 254,
                nexthops: [NextHop(ifindex: 1)]))
        try network.route("127.5.0.0/16", dev: 2)
        #expect(
            network.router.lookup(RouteFlow(dst: try address("127.5.0.1"))).reason?.contains("ever changed") == true)
        try network.rule(100, .nop)
        #expect(try network.decide("127.5.0.1").isLocal)
    }

    @Test func connectingLooksTwiceSoThatFromRulesCount() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        try network.add("10.1.0.2/24", on: 3)
        try network.route("0.0.0.0/0", via: "10.0.0.1", dev: 2)
        try network.route("0.0.0.0/0", via: "10.1.0.1", dev: 3, table: 100)
        try network.rule(1, .table(100)) { $0.src = try prefix("10.0.0.2/32") }
        let flow = RouteFlow(dst: try address("8.8.8.8"))
        #expect(network.router.lookup(flow).value?.oif == 2)
        #expect(network.router.output(flow).value?.oif == 3)
        #expect(network.router.output(flow).value?.source.value == (try address("10.0.0.2")))
    }
}
