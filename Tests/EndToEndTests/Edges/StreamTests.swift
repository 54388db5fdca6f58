import TestSupport
import Testing

/// Output that is lost, cut or not wanted: each is told by the exit status, and nothing hangs.
@Suite(.needsSandbox) struct StreamTests {
    @Test func whatIsSaidArrivesOrIsMissed() async throws {
        let counts = try await Script("streams.py").check()
        print("streams: \(counts)")
        #expect(counts["expectations", default: 0] >= 100)
    }
}
