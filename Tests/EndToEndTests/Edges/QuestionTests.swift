import TestSupport
import Testing

/// What users and sockets ask about is traced, and what stops it is named.
@Suite(.needsSandbox) struct QuestionTests {
    @Test func whatStopsThemIsNamed() async throws {
        let counts = try await Script("questions.py", lab: "services").check()
        print("questions: \(counts)")
        #expect(counts["asked", default: 0] >= 10)
        #expect(counts["stuck", default: 0] == 1)
    }
}
