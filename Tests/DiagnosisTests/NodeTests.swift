import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// The whole node: every namespace is a subject, and one object that hurts many is one finding.
@Suite struct NodeTests {
    private func node(_ change: (inout SmallNetwork) -> Void = { _ in }) throws -> Diagnosed {
        var network = SmallNetwork.pods()
        change(&network)
        network.change { snapshot in
            snapshot.target = Target(kind: .node, spelling: "node")
            (snapshot.isNodeWide, snapshot.hasAllNamespaces) = (true, true)
        }
        return try Diagnosed(network)
    }

    @Test func aHealthyNodeIsSilent() throws {
        let said = try node()
        #expect(said.report.verdict == .ok, "\(said.words)")
        #expect(said.report.findings.filter { $0.severity > .info }.map(\.id) == [])
        #expect(said.report.target.kind == .node)
    }

    @Test func oneFaultOfTwoPodsIsOneFinding() throws {
        let said = try node { $0.forwards(false, in: "node") }
        let found = try said.finding("ip-forward-off")
        #expect(said.report.findings.count { $0.id == "ip-forward-off" } == 1)
        #expect(found.summary.contains("namespaces are affected"), "\(found.summary)")
    }

    @Test func twoPodsWithFaultsOfTheirOwnAreTwo() throws {
        let said = try node {
            $0.change("lo", in: "red") { $0.flags = [.loopback] }
            $0.change("v-blue", in: "node") { $0.mtu = 1400 }
        }
        #expect(Set(said.rootCauses).isSuperset(of: ["lo-down", "veth-mtu-mismatch"]))
        #expect(try said.finding("lo-down").subject.netns?.names == ["red"])
        #expect(try said.finding("veth-mtu-mismatch").severity == .warn)
    }

    /// Once the pod's link is up the node's route to the pod is no more than a route, and no word has to say so.
    @Test func fixesAreTried() throws {
        let said = try node { $0.forwards(false, in: "node") }
        #expect(try said.finding("ip-forward-off").fix.first?.effect == "delivered")
        #expect(said.report.plan.map(\.finding) == ["ip-forward-off"])
    }
}
