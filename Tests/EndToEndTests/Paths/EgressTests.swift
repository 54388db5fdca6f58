import TestSupport
import Testing

/// By which routers packets get out, read off traces that go on behind what stops them.
@Suite(.needsSandbox) struct EgressTests {
    @Test func waysOutAreTheKernels() async throws {
        let counts = try await Script("egresses.py", lab: "red-blue").check()
        #expect(counts["ways", default: 0] == 4)
    }
}
