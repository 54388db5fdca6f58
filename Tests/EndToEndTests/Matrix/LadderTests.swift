import TestSupport
import Testing

/// Real packets in labs, captured on their whole way: where they get lost the simulation says so, and where nothing is wrong
/// nothing is lost.
@Suite(.needsSandbox) struct LadderTests {
    /// A lab, a fault, and what is asked; everything of the target where that is nil.
    struct Place: CustomTestStringConvertible, Sendable {
        var lab: String
        var fault: String?
        var to: String?

        init(_ lab: String, _ fault: String? = nil, to: String? = nil) {
            (self.lab, self.fault, self.to) = (lab, fault, to)
        }

        var testDescription: String { [lab, fault, to].compactMap { $0 }.joined(separator: " ") }

        func counts() async throws -> [String: Int] {
            let words = [fault == nil ? "healthy" : "broken", "{target}"] + (to.map { ["--to", $0] } ?? [])
            return try await Script("captures.py", words, lab: lab, fault: fault).check()
        }
    }

    @Test(arguments: [
        Place("red-blue"), Place("overlay"), Place("published"), Place("routed"), Place("dual-stack"), Place("docker"),
        Place("kube-proxy-nft"), Place("two-routers"), Place("nested"), Place("tun"),
        Place("red-blue", to: "8.8.8.8"), Place("overlay", to: "10.244.1.11:8080"),
        Place("macvlan", to: "192.0.2.100:80"),
        Place("kube-proxy", to: "10.96.0.20:80"),
    ])
    func nothingIsLostWhereNothingIsWrong(at place: Place) async throws {
        #expect(try await place.counts()["open", default: 0] > 0)
    }

    @Test(arguments: [
        // A bridge, NAT, tc.
        Place("red-blue", "ip-forward-off"), Place("red-blue", "masquerade-missing"),
        Place("red-blue", "tc-ingress-drop"),
        // Firewalls, and what is published by NAT.
        Place("published", "forward-policy-drop"), Place("published", "published-dropped"),
        Place("published", "firewalld-rejects"), Place("published", "peer-drops"),
        // Tunnels.
        Place("overlay", "underlay-overlay-port-blocked"), Place("overlay", "ip-forward-off", to: "10.244.1.11:8080"),
        Place("overlay", "node-route-missing", to: "10.244.1.11:8080"), Place("dual-stack", "ipv6-forwarding-off"),
        // A firewall that sees one direction only.
        Place("two-routers", "asym-path-invalid-drop"),
    ])
    func theLossIsWhereTheSimulationStops(at place: Place) async throws {
        #expect(try await place.counts()["losses", default: 0] > 0)
    }
}
