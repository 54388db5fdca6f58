import Addresses
import NetworkModel
import Routing
import Testing

/// fib_rules_lookup: order, selectors, actions.
struct RuleTests {
    /// Table 100 leads out of eth1, main out of eth0.
    func network() throws -> RoutingSample {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        try network.add("10.1.0.2/24", on: 3)
        try network.route("0.0.0.0/0", via: "10.0.0.1", dev: 2)
        try network.route("0.0.0.0/0", via: "10.1.0.1", dev: 3, table: 100)
        return network
    }

    @Test func lowerPriorityNumbersComeFirst() throws {
        var network = try network()
        try network.rule(200, .table(100))
        #expect(try network.decide("8.8.8.8").oif == 3)
        #expect(try network.decide("8.8.8.8").rule?.priority == 200)
        #expect(try network.decide("10.0.0.2").isLocal)
    }

    @Test func equalPrioritiesKeepTheirOrder() throws {
        var network = try network()
        try network.rule(200, .prohibit)
        try network.rule(200, .table(100))
        #expect(try network.decide("8.8.8.8").error == .accessDenied)
    }

    @Test func everySelectorCounts() throws {
        var network = try network()
        try network.rule(1, .table(100)) {
            $0.src = try prefix("10.0.0.0/24")
            $0.dst = try prefix("8.0.0.0/8")
            $0.iif = "lo"
            $0.fwmark = 0x10
            $0.fwmask = 0xf0
            $0.tos = 0x10
            $0.ipProto = 6
            $0.dport = .init(start: 80, end: 90)
            $0.sport = .init(start: 1000, end: 1000)
            $0.uidRange = [5, 7]
        }
        let ask = {
            (
                src: String, dst: String, mark: UInt32, tos: UInt8, proto: UInt8, sport: UInt16, dport: UInt16,
                uid: UInt32
            ) in
            try network.decide(
                dst, from: src, mark: mark, tos: tos, proto: proto, sport: sport, dport: dport, uid: uid
            ).table
        }
        #expect(try ask("10.0.0.2", "8.8.8.8", 0x1f, 0x10, 6, 1000, 90, 7) == 100)
        #expect(try ask("10.1.0.2", "8.8.8.8", 0x1f, 0x10, 6, 1000, 90, 7) == 254)
        #expect(try ask("10.0.0.2", "9.8.8.8", 0x1f, 0x10, 6, 1000, 90, 7) == 254)
        #expect(try ask("10.0.0.2", "8.8.8.8", 0x2f, 0x10, 6, 1000, 90, 7) == 254)
        #expect(try ask("10.0.0.2", "8.8.8.8", 0x1f, 0x08, 6, 1000, 90, 7) == 254)
        #expect(try ask("10.0.0.2", "8.8.8.8", 0x1f, 0x10, 17, 1000, 90, 7) == 254)
        #expect(try ask("10.0.0.2", "8.8.8.8", 0x1f, 0x10, 6, 1001, 90, 7) == 254)
        #expect(try ask("10.0.0.2", "8.8.8.8", 0x1f, 0x10, 6, 1000, 91, 7) == 254)
        #expect(try ask("10.0.0.2", "8.8.8.8", 0x1f, 0x10, 6, 1000, 90, 8) == 254)
    }

    @Test func notTurnsTheWholeSelectorAround() throws {
        var network = try network()
        try network.rule(1, .table(100)) {
            $0.dst = try prefix("8.0.0.0/8")
            $0.invert = true
        }
        #expect(try network.decide("8.8.8.8").table == 254)
        #expect(try network.decide("9.9.9.9").table == 100)
    }

    @Test func aRuleForADeviceThatIsNotThereNeverMatches() throws {
        var network = try network()
        try network.rule(1, .table(100)) { $0.iif = "wg0" }
        let decision = try network.decide("8.8.8.8")
        #expect(decision.table == 254)
        #expect(decision.considered.contains { $0.outcome == .mismatch("iif") })
    }

    @Test(arguments: [
        (Rule.Action.blackhole, RouteError.invalid), (.unreachable, .networkUnreachable), (.prohibit, .accessDenied),
    ])
    func actionsThatEndTheSearch(action: Rule.Action, error: RouteError) throws {
        var network = try network()
        try network.rule(1, action)
        #expect(try network.decide("8.8.8.8").error == error)
    }

    @Test func anEmptyTableIsPassedOver() throws {
        var network = try network()
        try network.rule(1, .table(4242))
        #expect(try network.decide("8.8.8.8").table == 254)
    }

    @Test func suppressPrefixlengthLeavesTheDefaultRouteAside() throws {
        var network = try network()
        try network.rule(1, .table(254)) { $0.suppressPrefixlength = 0 }
        try network.rule(2, .table(100))
        #expect(try network.decide("10.0.0.77").table == 254)
        let outside = try network.decide("8.8.8.8")
        #expect(outside.table == 100)
        #expect(outside.considered.contains { if case .suppressed = $0.outcome { true } else { false } })
    }

    @Test func gotoLeadsForwardAndEndsEvenInACircle() throws {
        var network = try network()
        try network.rule(10, .goto(300))
        try network.rule(20, .prohibit)
        try network.rule(300, .table(100))
        #expect(try network.decide("8.8.8.8").table == 100)

        var hostile = try self.network()
        try hostile.rule(10, .goto(10))
        try hostile.rule(11, .goto(5))
        #expect(try hostile.decide("8.8.8.8").table == 254)
    }

    @Test func noRuleAtAllMeansUnreachable() throws {
        var network = try network()
        network.namespace.rules.rows = []
        let decision = try network.decide("10.0.0.77")
        #expect(decision.error == .networkUnreachable)
        #expect(decision.rule == nil)
    }

    @Test func anOpenSelectorMattersOnlyWhereItsTableAnswers() throws {
        var network = try network()
        try network.rule(1, .table(100)) { $0.uidRange = [1000, 1000] }
        let outside = RouteFlow(dst: try address("8.8.8.8"))
        #expect(network.router.lookup(outside).reason?.contains("uid") == true)
        network.namespace.routes.rows.removeAll { $0.table == 100 }
        let decision = try network.decide("8.8.8.8")
        #expect(decision.table == 254)
        #expect(decision.considered.contains { if case .immaterial = $0.outcome { true } else { false } })
    }

    @Test func anUnreadTableMattersOnlyWhereItIsAsked() throws {
        var network = try network()
        network.namespace.routes.coverage = .incomplete(reason: "interrupted")
        #expect(network.router.lookup(RouteFlow(dst: try address("8.8.8.8"))).reason == "routes: interrupted")
        try network.rule(0, .prohibit)
        network.namespace.rules.rows.removeAll { $0.action == .table(255) }
        #expect(try network.decide("8.8.8.8").error == .accessDenied)
    }
}
