import TestSupport
import Testing

/// Every way to name a target leads to it, and to nothing else.
@Suite(.needsSandbox) struct TargetTests {
    @Test func everySpellingLeadsThere() async throws {
        let counts = try await Script("targets.py").check()
        print("targets: \(counts)")
        // Five more where a cgroup file system may be made.
        #expect(counts["expectations", default: 0] >= 35)
        #expect(counts["races", default: 0] == 40)
    }
}
