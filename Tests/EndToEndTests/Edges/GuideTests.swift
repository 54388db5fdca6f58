import TestSupport
import Testing

/// `checklist -i` on terminals of several sizes, on a serial line, by lines, and killed.
@Suite struct GuideTests {
    @Test(.needsSandbox, .needs("tmux", from: "deps"))
    func somebodyIsLedThroughIt() async throws {
        let counts = try await Script("guide.py", lab: "red-blue").check()
        print("guide: \(counts)")
        #expect(counts["parts", default: 0] >= 6)
    }
}
