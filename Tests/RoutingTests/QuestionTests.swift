import Addresses
import NetworkModel
import Routing
import Testing

/// The questions that checks ask: default route, gateway on-link, rules and tables that do not meet.
struct QuestionTests {
    @Test func theDefaultRouteIsAskedForAnAddressThatNothingElseCovers() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        try network.route("0.0.0.0/0", via: "10.0.0.1", dev: 2)
        try network.route("11.0.0.0/8", dev: 3)
        try network.route("12.0.0.0/6", type: .blackhole)
        try network.add("::1/128", on: 1)
        let decision = try #require(network.router.defaultRoute(.inet).value)
        #expect(decision.gateway == (try address("10.0.0.1")))
        #expect(network.router.outsideAddress(.inet) == (try address("16.0.0.0")))
        let missing = try #require(network.router.defaultRoute(.inet6).value)
        #expect(missing.error == .networkUnreachable)
    }

    @Test func halvesThatShadowTheDefaultCountAsOne() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        try network.add("10.8.0.2/24", on: 4)
        try network.route("0.0.0.0/0", via: "10.0.0.1", dev: 2)
        try network.route("0.0.0.0/1", dev: 4)
        try network.route("128.0.0.0/1", dev: 4)
        #expect(network.router.defaultRoute(.inet).value?.oif == 4)
    }

    @Test func noOutsideIsLeft() throws {
        var network = RoutingSample()
        for index in 0..<4 { try network.route("\(index * 64).0.0.0/2", dev: 2) }
        #expect(network.router.defaultRoute(.inet).isAbsent)
        network.namespace.routes.coverage = .unread
        #expect(network.router.defaultRoute(.inet).reason == "routes: not read")
    }

    @Test func gatewaysAreOnLinkByARouteOfTheirDevice() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/24", on: 2)
        try network.route("0.0.0.0/0", via: "10.99.0.1", dev: 2, flags: .onlink)
        let router = network.router
        guard case .known(.covered(let link)) = router.isOnLink(try address("10.0.0.1"), oif: 2) else {
            Issue.record("not covered")
            return
        }
        #expect(link.prefix == (try prefix("10.0.0.0/24")))
        #expect(router.isOnLink(try address("10.99.0.1"), oif: 2).isAbsent)
        #expect(router.isOnLink(try address("10.0.0.1"), oif: 3).isAbsent)
        #expect(router.isOnLink(try address("fe80::1"), oif: 3).value == .linkLocal)
        try network.route("169.254.1.1/32", dev: 2)
        #expect(network.router.isOnLink(try address("169.254.1.1"), oif: 2).value != nil)
    }

    @Test func overlaps() throws {
        var network = RoutingSample()
        try network.add("10.0.0.2/16", on: 2)
        try network.add("10.0.3.2/24", on: 3)
        try network.add("10.1.0.2/16", on: 4)
        let pairs = try #require(network.router.overlappingLinkRoutes(.inet).value)
        #expect(pairs.count == 1)
        #expect(pairs.first?.0.ifindex == 2)
        #expect(pairs.first?.1.ifindex == 3)
    }

    @Test func tablesThatNoRuleReachesAndRulesThatAreGone() throws {
        var network = RoutingSample()
        try network.route("0.0.0.0/0", dev: 2, table: 2004)
        try network.route("0.0.0.0/0", dev: 2, table: 2005)
        try network.rule(5, .table(2005))
        #expect(network.router.unreachedTables(.inet).value == [2004])
        #expect(network.router.missingDefaultRules(.inet).value?.isEmpty == true)
        network.namespace.rules.rows.removeAll { $0.priority == 32766 && $0.family == .inet }
        #expect(network.router.missingDefaultRules(.inet).value?.map(\.action) == [.table(254)])
        #expect(network.router.missingDefaultRules(.inet6).value?.isEmpty == true)
        network.namespace.rules.coverage = .unread
        #expect(network.router.missingDefaultRules(.inet).reason == "rules: not read")
    }
}
