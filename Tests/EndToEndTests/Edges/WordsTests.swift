import TestSupport
import Testing

/// What a person reads.
@Suite(.needsSandbox) struct WordsTests {
    @Test(arguments: ["red-blue", "left-right", "odd-quiet", "odd-twins", "macvlan", "dual-stack", "nested"])
    func healthyLooksHealthy(lab: String) async throws {
        let counts = try await Script("words.py", lab: lab).check()
        #expect(counts["expectations", default: 0] >= 20)
    }

    @Test func overrideFilesHold() async throws {
        let counts = try await Script("override_files.py", lab: "red-blue").check()
        print("overrides: \(counts)")
        #expect(counts["rows", default: 0] >= 30)
    }
}
