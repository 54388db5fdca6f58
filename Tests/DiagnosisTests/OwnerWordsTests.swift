import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// What is shown beside links, of whose they are.
@Suite struct OwnerWordsTests {
    private func link(_ ifname: String, of network: SmallNetwork) throws -> TopologyReport.Link {
        try #require(try Diagnosed(network).report.topology.links.first { $0.ifname == ifname })
    }

    @Test func aBridgeOnTheWayIsNamed() throws {
        var network = SmallNetwork.pods()
        #expect(try link("br0", of: network).network == nil)
        network.change {
            var facts = HostFacts()
            facts.containerNetworks = .known([
                ContainerNetwork(name: "other", platform: "docker", bridge: "docker0", isInternal: nil),
                ContainerNetwork(name: "shop", platform: "podman", bridge: "br0", isInternal: true),
            ])
            $0.hostFacts = facts
        }
        #expect(try link("br0", of: network).network == "internal podman network shop")
        #expect(try link("v-red", of: network).network == nil)
    }

    /// A bridge of the same name elsewhere is none of our machine's files.
    @Test func filesTellOfOurOwnBridges() throws {
        var network = SmallNetwork.pods()
        network.change { snapshot in
            var facts = HostFacts()
            facts.containerNetworks = .known([
                ContainerNetwork(name: "shop", platform: "podman", bridge: "br0", isInternal: nil)
            ])
            snapshot.hostFacts = facts
            for id in snapshot.namespaces.keys { snapshot.namespaces[id]?.isOwn = false }
        }
        #expect(try link("br0", of: network).network == nil)
    }
}
