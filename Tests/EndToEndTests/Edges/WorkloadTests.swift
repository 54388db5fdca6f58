import TestSupport
import Testing

/// What people call a process's container, pod, service, unit or machine: each leads to it, and is said of it.
@Suite(.needsSandbox) struct WorkloadTests {
    @Test(.needs("unshare", "nsenter", "pgrep", from: "deps"))
    func everyNameLeadsThere() async throws {
        let counts = try await Script("workloads.py").check()
        print("workloads: \(counts)")
        #expect(counts["names", default: 0] >= 70)
        #expect(counts["expectations", default: 0] >= 190)
    }
}
