import TestSupport
import Testing

/// A look ends in time, with what is known: where a read hangs for good, where each takes long, and where somebody interrupts.
@Suite struct PatienceTests {
    @Test(.needsSandbox, .needs("strace", from: "deps"))
    func aLookEndsInTime() async throws {
        let counts = try await Script("hanging.py", lab: "red-blue").check()
        print("patience: \(counts)")
        #expect(counts["parts", default: 0] >= 2)
    }
}
