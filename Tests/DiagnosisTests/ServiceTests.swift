import Addresses
import Analysis
import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// Ports that others ask for: of services that a proxy leads to a pod by chains, and of listeners whoever has no default
/// route.
@Suite struct ServiceTests {
    /// As service proxies have it: the port in one chain, the endpoint in another.
    private func proxy(_ network: inout SmallNetwork, endpoint: String = "10.0.0.11") {
        network.chain("prerouting", .nat(.prerouting), table: "proxy", [.jump("services")], in: "node")
        network.chain("services", table: "proxy", [.jump("nodeports")], in: "node")
        network.chain("nodeports", table: "proxy", [.dport(30080) + .jump("service")], in: "node")
        network.chain("service", table: "proxy", [.jump("endpoint")], in: "node")
        network.chain("endpoint", table: "proxy", [.tcp + .dnat(endpoint, 8080)], in: "node")
    }

    private func network(endpoint: String = "10.0.0.11", _ change: (inout SmallNetwork) -> Void = { _ in })
        -> SmallNetwork
    {
        var network = SmallNetwork.pods(seesOutside: true)
        proxy(&network, endpoint: endpoint)
        network.listen(.tcp, 8080, in: "red")
        change(&network)
        return network
    }

    @Test func aServiceThatChainsLeadToIsAskedForFromOutside() throws {
        let said = try Diagnosed(network())
        #expect(said.words == [])
        let published = said.report.paths.filter { $0.question == "published" }
        #expect(published.map(\.flow.dst).contains("192.0.2.2"))
        #expect(published.allSatisfy { $0.flow.dport == 30080 && $0.account == .answered })
    }

    @Test func aFirewallThatForwardsNothingFromOutsideIsFound() throws {
        let said = try Diagnosed(
            network { network in
                network.chain(
                    "forward", .filter(.forward, accepts: false), [.from("10.0.0.0/24") + .accept, .replies + .accept],
                    in: "node")
            })
        #expect(said.rootCauses == ["forward-policy-drop"], "\(said.words)")
        #expect(said.report.verdict == .crit)
    }

    @Test func aServiceOfAnotherPodIsNoQuestion() throws {
        let said = try Diagnosed(network(endpoint: "10.0.0.12"))
        #expect(!said.report.paths.contains { $0.question == "published" })
    }

    @Test(arguments: [true, false])
    func aListenerIsAskedForWithoutADefaultRoute(hasDefaultRoute: Bool) throws {
        var network = SmallNetwork.pods()
        network.listen(.tcp, 80, in: "red")
        if !hasDefaultRoute { network["red"].routes.rows.removeAll { $0.dst.isDefault } }
        let said = try Diagnosed(network)
        let asked = said.report.paths.filter { $0.question == "from-router" }
        #expect(asked.map(\.flow.dst) == ["10.0.0.11"])
        #expect(asked.map(\.forward.result) == ["delivered"])
    }
}

extension [NftExpression] {
    /// `meta l4proto tcp`
    fileprivate static let tcp: Self = [.meta(key: .l4proto, dreg: 0), .cmp(sreg: 0, op: .eq, data: NftData([6]))]
    /// `ct state established`
    fileprivate static let replies: Self = [
        .ct(key: .state, dreg: 0, direction: nil),
        .bitwise(
            sreg: 0, dreg: 0, len: 4, op: .maskXor, mask: NftData([2, 0, 0, 0]), xor: NftData([0, 0, 0, 0]), data: nil,
            sreg2: nil), .cmp(sreg: 0, op: .neq, data: NftData([0, 0, 0, 0])),
    ]
}
