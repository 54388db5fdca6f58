import TestSupport
import Testing

/// Captures in a sandbox: against tcpdump and the kernel.
@Suite struct CaptureTests {
    @Test(
        .needsSandbox, .needs("tcpdump", from: "deps"),
        arguments: [
            "same_as_tcpdump", "no_data", "nothing_left", "privileges", "command", "command_statuses", "command_file",
            "command_read",
            "bounds", "filters", "loopback",
            "tagged", "files",
            "what_is_not_there", "drops", "rush",
        ])
    func agrees(part: String) async throws {
        let counts = try await Script("capturing.py", [part]).check()
        #expect(counts["expectations", default: 0] > 0)
    }

    @Test(.needsSandbox, .needs("tcpdump", from: "deps"), .needs("tshark", "capinfos", from: "deps-captures"))
    func othersReadIt() async throws {
        let counts = try await Script("capturing.py", ["same_as_tcpdump", "no_data", "oracles"]).check()
        #expect(counts["oracles"] == 4)
    }
}
