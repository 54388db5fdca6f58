import TestSupport
import Testing

@Suite(.needsSandbox) struct ChurnTests {
    @Test func everyScanEndsAndSaysWhatItMissed() async throws {
        let counts = try await Script("churn.py", ["50"]).check()
        print("churn: \(counts)")
        #expect(counts["scans"] == 50)
        #expect(counts["found the broken one", default: 0] >= 40)
    }
}
