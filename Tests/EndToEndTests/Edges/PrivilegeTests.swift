import TestSupport
import Testing

/// With rights, files and memory taken away nothing untrue is said; and rights that are not needed any more are given up.
@Suite(.needsSandbox) struct PrivilegeTests {
    @Test(arguments: ["healthy", "broken"]) func lackOfRightsIsSaidAndRightsAreGivenUp(_ state: String) async throws {
        let fault = state == "broken" ? "masquerade-missing" : nil
        let counts = try await Script("privileges.py", ["{target}", state], lab: "red-blue", fault: fault).check()
        print("privileges, \(state): \(counts)")
        #expect(counts["runs", default: 0] >= 100)
        if state == "broken" { #expect(counts["threads", default: 0] >= 20) }
    }
}
