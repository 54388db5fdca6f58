import TestSupport
import Testing

/// A virtual machine is judged by its host's side: whether real frames of a guest are answered decides who is right.
@Suite(.needsSandbox) struct GuestTests {
    @Test(.needs("iptables", from: "deps"))
    func theMachinesPacketsCount() async throws {
        let counts = try await Script("guests.py").check()
        print("guests: \(counts)")
        #expect(counts["states", default: 0] >= 10)
    }
}
