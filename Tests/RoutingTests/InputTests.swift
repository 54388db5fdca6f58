import Addresses
import NetworkModel
import Routing
import Testing

/// ip_route_input_slow, fib_validate_source, ip6_forward.
struct InputTests {
    /// eth0 10.0.0.0/24 with the default route, eth1 10.1.0.0/24.
    func network() throws -> RoutingSample {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        try network.add("10.1.0.2/24", on: 3)
        try network.add("2001:db8:1::2/64", on: 2)
        try network.add("2001:db8:2::2/64", on: 3)
        try network.route("0.0.0.0/0", via: "10.0.0.1", dev: 2)
        return network
    }

    @Test func localAndForwarded() throws {
        let network = try network()
        #expect(try network.receive("10.0.0.2", from: "10.0.0.9", on: 2).verdict == .local)
        let onwards = try network.receive("8.8.8.8", from: "10.1.0.9", on: 3)
        #expect(onwards.verdict == .forward)
        #expect(onwards.route?.gateway == (try address("10.0.0.1")))
    }

    @Test func forwardingIsTheInputDevicesForIPv4() throws {
        var network = try network()
        network.conf(.inet, 3) { $0.forwarding = 0 }
        let decision = try network.receive("8.8.8.8", from: "10.1.0.9", on: 3)
        #expect(decision.drop == .forwardingOff)
        #expect(decision.setting?.name == "net.ipv4.conf.eth1.forwarding")
        #expect(try network.receive("10.1.0.9", from: "10.0.0.9", on: 2).verdict == .forward)
    }

    @Test func forwardingIsConfAllForIPv6() throws {
        var network = try network()
        network.conf(.inet6, 3) { $0.forwarding = 0 }
        #expect(try network.receive("2001:db8:1::9", from: "2001:db8:2::9", on: 3).verdict == .forward)
        network.conf(.inet6, NetConf.all) { $0.forwarding = 0 }
        let decision = try network.receive("2001:db8:1::9", from: "2001:db8:2::9", on: 3)
        #expect(decision.drop == .forwardingOff)
        #expect(decision.setting?.name == "net.ipv6.conf.all.forwarding")
        network.set("net.ipv6.conf.eth1.force_forwarding", 1)
        #expect(try network.receive("2001:db8:1::9", from: "2001:db8:2::9", on: 3).verdict == .forward)
    }

    @Test func reversePathIsTheHigherOfAllAndDevice() throws {
        var network = try network()
        let ask = { (network: RoutingSample) in try network.receive("10.0.0.2", from: "8.8.8.8", on: 3).drop }
        #expect(try ask(network) == nil)
        network.conf(.inet, NetConf.all) { $0.rpFilter = 1 }
        #expect(try ask(network) == .reversePath(strict: true))
        #expect(try network.receive("10.0.0.2", from: "8.8.8.8", on: 3).setting?.name == "net.ipv4.conf.all.rp_filter")
        network.conf(.inet, 3) { $0.rpFilter = 2 }
        #expect(try ask(network) == nil, "loose: any route back will do")
        network.namespace.routes.rows.removeAll(where: \.dst.isDefault)
        #expect(try ask(network) == .reversePath(strict: false))
        network.namespace.netconf = Table(coverage: .unread)
        let flow = RouteFlow(dst: try address("10.0.0.2"), src: try address("8.8.8.8"), iif: 3)
        #expect(network.router.input(flow).reason?.contains("rp_filter") == true)
    }

    @Test func marksCountForTheWayBackOnlyIfAsked() throws {
        var network = try network()
        network.conf(.inet, 3) { $0.rpFilter = 1 }
        try network.route("8.8.8.0/24", dev: 3, table: 100)
        try network.rule(1, .table(100)) {
            $0.fwmark = 1
            $0.fwmask = 1
        }
        let ask = { (network: RoutingSample) in try network.receive("10.0.0.2", from: "8.8.8.8", on: 3, mark: 1).drop }
        #expect(try ask(network) == .reversePath(strict: true))
        network.set("net.ipv4.conf.eth1.src_valid_mark", 1)
        #expect(try ask(network) == nil)
    }

    @Test func martians() throws {
        var network = try network()
        let drop = { (network: RoutingSample, dst: String, src: String) in
            try network.receive(dst, from: src, on: 2).drop
        }
        #expect(try drop(network, "10.0.0.2", "10.1.0.2") == .localSource)
        #expect(try drop(network, "10.0.0.2", "224.0.0.1") == .invalidSource)
        #expect(try drop(network, "10.0.0.2", "255.255.255.255") == .invalidSource)
        #expect(try drop(network, "10.0.0.2", "0.0.0.0") == .invalidSource)
        #expect(try drop(network, "10.0.0.2", "127.0.0.1") == .loopbackAddress)
        #expect(try drop(network, "127.0.0.1", "10.0.0.9") == .loopbackAddress)
        #expect(try drop(network, "255.255.255.255", "0.0.0.0") == nil, "DHCP")
        #expect(try drop(network, "2001:db8:1::2", "::1") == .loopbackAddress)
        #expect(try drop(network, "2001:db8:2::9", "fe80::9") == .beyondScope)
        network.set("net.ipv4.conf.eth0.accept_local", 1)
        #expect(try drop(network, "10.0.0.2", "10.1.0.2") == nil)
    }

    @Test func errorRoutesShowThroughWhereForwardingIsOn() throws {
        var network = try network()
        try network.route("9.0.0.0/8", type: .prohibit)
        #expect(try network.receive("9.9.9.9", from: "10.1.0.9", on: 3).drop == .noRoute(.accessDenied))
        network.conf(.inet, 3) { $0.forwarding = 0 }
        #expect(try network.receive("9.9.9.9", from: "10.1.0.9", on: 3).drop == .forwardingOff)
    }
}
