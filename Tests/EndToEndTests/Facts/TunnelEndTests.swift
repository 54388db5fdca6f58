import TestSupport
import Testing

/// Tunnels are drawn where iproute2 sees them.
@Suite(.needsSandbox) struct TunnelEndTests {
    @Test func bothEnds() async throws {
        let counts = try await Script("tunnel_ends.py", lab: "overlay").check()
        #expect(counts["expectations"] == 6)
    }
}
