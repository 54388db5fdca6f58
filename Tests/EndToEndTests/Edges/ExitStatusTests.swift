import TestSupport
import Testing

/// One table of exit statuses for every command.
@Suite(.needsSandbox) struct ExitStatusTests {
    @Test func everySituationHasItsStatus() async throws {
        let counts = try await Script("exit_situations.py", lab: "red-blue").check()
        print("exit situations: \(counts)")
        #expect(counts["rows", default: 0] >= 250)
    }

    @Test func verdictAndBarDecide() async throws {
        let counts = try await Script("exit_verdicts.py", lab: "red-blue").check()
        print("exit verdicts: \(counts)")
        #expect(counts["rows", default: 0] >= 180)
    }

    /// Refused or reported on; never a trap. A failing one is kept in /tmp.
    @Test(arguments: [(1, "red-blue"), (2, "nested"), (3, "odd-names"), (4, "overlay")])
    func mutatedSnapshots(seed: Int, lab: String) async throws {
        let counts = try await Script("hostile_snapshots.py", ["\(seed)", "50"], lab: lab).check()
        print("mutated snapshots, seed \(seed): \(counts)")
        #expect(counts["mutations"] == 50)
        #expect(counts["reported", default: 0] > 5)
    }
}
