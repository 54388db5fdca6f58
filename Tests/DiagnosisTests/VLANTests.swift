import Addresses
import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// A bridge that keeps VLANs apart: pods whose ports are in the wrong ones, or in none.
@Suite struct VLANTests {
    struct Fault: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// The port, or the bridge.
        var name: String
        var fix: String
        var change: @Sendable (inout SmallNetwork) -> Void

        init(_ title: String, at name: String, fix: String, _ change: @escaping @Sendable (inout SmallNetwork) -> Void)
        {
            (testDescription, self.name, self.fix, self.change) = (title, name, fix, change)
        }
    }

    static let faults = [
        Fault("a port in a VLAN of its own", at: "v-red", fix: "bridge vlan add dev v-red vid 1 pvid untagged") {
            $0.vlans([.access(20)], of: "v-red", on: "br0", in: "node")
        },
        Fault("a port that takes no untagged frames", at: "v-red", fix: "bridge vlan add dev v-red vid 1 pvid untagged")
        {
            $0.vlans([], of: "v-red", on: "br0", in: "node")
        },
        Fault(
            "a port that sends frames with their tag", at: "v-red", fix: "bridge vlan add dev v-red vid 1 pvid untagged"
        ) {
            $0.vlans([BridgeVLAN(first: 1, last: 1, pvid: true, untagged: false)], of: "v-red", on: "br0", in: "node")
        },
        Fault(
            "all pods in a VLAN that the bridge itself is not in", at: "br0",
            fix: "bridge vlan add dev br0 vid 20 pvid untagged self"
        ) {
            for port in ["v-red", "v-blue"] { $0.vlans([.access(20)], of: port, on: "br0", in: "node") }
        },
        Fault("the bridge itself in none", at: "br0", fix: "bridge vlan add dev br0 vid 1 pvid untagged self") {
            $0.vlans([], of: "br0", on: "br0", in: "node")
        },
    ]

    /// Every port, and the bridge, in VLAN 1, as they are made.
    private static func network(_ change: (inout SmallNetwork) -> Void = { _ in }) -> SmallNetwork {
        var network = SmallNetwork.pods()
        network.filtersVLANs("br0", in: "node")
        for port in ["br0", "v-red", "v-blue"] { network.vlans([.access(1)], of: port, on: "br0", in: "node") }
        change(&network)
        return network
    }

    @Test(arguments: faults) func theWrongVLAN(fault: Fault) throws {
        let said = try Diagnosed(Self.network(fault.change))
        #expect(said.rootCauses == ["bridge-vlan-filtering"], "\(said.words)")
        let finding = try said.finding("bridge-vlan-filtering")
        #expect(finding.severity == .crit)
        #expect(finding.subject.name == fault.name)
        #expect(finding.fix.first?.command == fault.fix)
        #expect(finding.fix.first?.effect == "delivered")
    }

    @Test func allInOneVLAN() throws {
        let said = try Diagnosed(Self.network())
        #expect(said.rootCauses == [], "\(said.words)")
    }

    /// Without filtering the same memberships decide nothing.
    @Test(arguments: faults) func withoutFiltering(fault: Fault) throws {
        let said = try Diagnosed(
            Self.network {
                fault.change(&$0)
                $0.filtersVLANs("br0", false, in: "node")
            })
        #expect(said.rootCauses == [], "\(said.words)")
    }

    /// The gateway is a device on the bridge for just this VLAN.
    @Test func aGatewayInTheVLAN() throws {
        let said = try Diagnosed(
            Self.network {
                for port in ["v-red", "v-blue"] { $0.vlans([.access(20)], of: port, on: "br0", in: "node") }
                $0.vlans([.access(1), .trunk(20)], of: "br0", on: "br0", in: "node")
                $0.remove("10.0.0.1", in: "node")
                $0.vlan(20, of: "br0", in: "node")
                $0.address("10.0.0.1/24", on: "br0.20", in: "node")
                $0.forwards(in: "node")
            })
        #expect(said.rootCauses == [], "\(said.words)")
    }

    /// Whoever is in another VLAN may have the same address.
    @Test func theSameAddressInAnotherVLAN() throws {
        func both(_ blue: BridgeVLAN) throws -> [String] {
            try Diagnosed(
                Self.network {
                    $0.remove("10.0.0.12", in: "blue")
                    $0.address("10.0.0.11/24", on: "eth0", in: "blue")
                    $0.vlans([blue], of: "v-blue", on: "br0", in: "node")
                }
            ).report.findings.map(\.id)
        }
        #expect(try both(.access(1)).contains("duplicate-ip"))
        #expect(try !both(.access(20)).contains("duplicate-ip"))
    }
}
