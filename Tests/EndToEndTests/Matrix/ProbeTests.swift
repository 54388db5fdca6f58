import TestSupport
import Testing

/// Real packets in labs: what `nsdoctor probe` says of them is what ping and sockets say, and what the simulation says.
@Suite(.needsSandbox) struct ProbeTests {
    /// A lab, a fault, and what is asked beside all that the target needs.
    struct Place: CustomTestStringConvertible, Sendable {
        var lab: String
        var fault: String?
        var to: [String]

        init(_ lab: String, _ fault: String? = nil, to: String...) {
            (self.lab, self.fault, self.to) = (lab, fault, to)
        }

        var testDescription: String { ([lab, fault].compactMap { $0 } + to).joined(separator: " ") }

        func counts() async throws -> [String: Int] {
            let words = ["{target}", "--all"] + to.flatMap { ["--to", $0] }
            return try await Script("probes.py", words, lab: lab, fault: fault).check()
        }
    }

    @Test(arguments: [
        Place("red-blue", to: "8.8.8.8", "192.168.15.2:80"), Place("published", to: "8.8.8.8:80"),
        Place("two-routers"), Place("dual-stack", to: "2001:db8::1"), Place("overlay", to: "10.244.1.11:8080"),
        Place("kube-proxy", to: "10.96.0.20:80"), Place("docker"), Place("macvlan", to: "192.0.2.100:80"),
        Place("routed"), Place("nested"),
    ])
    func whatIsWellIsAnswered(at place: Place) async throws {
        let counts = try await place.counts()
        #expect(counts["answered", default: 0] > 0)
    }

    @Test(arguments: [
        Place("red-blue", "ip-forward-off", to: "8.8.8.8"), Place("red-blue", "masquerade-missing"),
        Place("published", "forward-policy-drop", to: "8.8.8.8:80"), Place("published", "firewalld-rejects"),
        Place("overlay", "underlay-overlay-port-blocked", to: "10.244.1.11:8080"),
        Place("dual-stack", "ipv6-forwarding-off"), Place("overlay", "overlay-mtu-too-big", to: "10.244.1.11"),
        Place("dual-stack", "pmtud-icmp-blocked"),
    ])
    func whatIsBrokenIsNot(at place: Place) async throws {
        let counts = try await place.counts()
        #expect(counts["agrees", default: 0] > 0)
    }
}
