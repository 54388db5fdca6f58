import TestSupport
import Testing

/// Probes in a sandbox: what tshark reads of them, whose they are, how they end.
@Suite(.needsSandbox) struct ProbeWireTests {
    @Test(.needs("tcpdump", from: "deps"), .needs("tshark", from: "deps-captures"))
    func others() async throws {
        let counts = try await Script("probe_wire.py", ["wire"]).check()
        #expect(counts["expectations", default: 0] > 20)
    }

    @Test(arguments: ["user", "ending"])
    func behaves(part: String) async throws {
        let counts = try await Script("probe_wire.py", [part]).check()
        #expect(counts["expectations", default: 0] > 4)
    }
}
