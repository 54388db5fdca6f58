import TestSupport
import Testing

/// More set elements and connections than anybody keeps, and a chain of thousands of rules.
@Suite(.needsSandbox) struct BigTableTests {
    @Test func packetsMeetWhatCountsAndMemoryIsBounded() async throws {
        let counts = try await Script("big_tables.py", []).check()
        print("big tables: \(counts.sorted { $0.key < $1.key })")
        #expect(counts["rows", default: 0] >= 65_536)
    }
}
