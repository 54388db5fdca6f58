import TestSupport
import Testing

/// Files of a container are opened inside its root, and only regular ones.
@Suite(.needsSandbox) struct ResolverFilesTests {
    @Test func hostileRootsGiveNothingAway() async throws {
        let counts = try await Script("resolver_files.py").check()
        print("resolver files: \(counts)")
        #expect(counts["roots", default: 0] >= 30)
        #expect(counts["resolvers read", default: 0] >= 30)
    }
}
