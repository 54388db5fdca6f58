import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// A router that has lost its own way out, and one that never had any.
@Suite struct LostUplinkTests {
    private func diagnosed(seesOutside: Bool = false, _ change: (inout SmallNetwork) -> Void) throws -> Diagnosed {
        var network = SmallNetwork.pods(seesOutside: seesOutside)
        // Which the node itself answers.
        network.nameservers("10.0.0.1")
        network.listen(.udp, 53, in: "node")
        change(&network)
        return try Diagnosed(network)
    }

    @Test(arguments: [true, false]) func theUplinkIsOff(seesOutside: Bool) throws {
        let said = try diagnosed(seesOutside: seesOutside) { $0.down("eth0", in: "node") }
        #expect(said.rootCauses == ["path-blocked"], "\(said.words)")
        #expect(try said.finding("path-blocked").severity == .crit)
    }

    @Test(arguments: [true, false]) func theUplinkHasNoAddress(seesOutside: Bool) throws {
        let said = try diagnosed(seesOutside: seesOutside) { $0.remove("192.0.2.2", in: "node") }
        #expect(said.rootCauses == ["path-blocked"], "\(said.words)")
        #expect(try said.finding("path-blocked").severity == .crit)
    }

    /// Nothing is translated, but the card has an address.
    @Test func theUplinkOfRoutedPodsIsOff() throws {
        let said = try diagnosed {
            $0.chain("postrouting", .nat(.postrouting), table: "nat", [], in: "node")
            $0.down("eth0", in: "node")
        }
        #expect(said.rootCauses == ["path-blocked"], "\(said.words)")
    }

    /// Two pods and a router between them, as in a lab; a card that nobody uses.
    @Test(arguments: [true, false]) func aNetworkOfItsOwn(seesOutside: Bool) throws {
        let said = try diagnosed(seesOutside: seesOutside) {
            $0.chain("postrouting", .nat(.postrouting), table: "nat", [], in: "node")
            $0.remove("192.0.2.2", in: "node")
            $0.down("eth0", in: "node")
        }
        #expect(said.rootCauses == [], "\(said.words)")
    }

    /// What is translated is only what comes back to the bridge.
    @Test func hairpinRulesAreNoWayOut() throws {
        let said = try diagnosed {
            $0.chain(
                "postrouting", .nat(.postrouting), table: "nat",
                [
                    .from("10.0.0.0/24") + .to("10.0.0.0/24") + .masquerade,
                    .from("10.0.0.0/24") + .leaving("br0") + .masquerade,
                ], in: "node")
            $0.remove("192.0.2.2", in: "node")
            $0.down("eth0", in: "node")
        }
        #expect(said.rootCauses == [], "\(said.words)")
    }
}
