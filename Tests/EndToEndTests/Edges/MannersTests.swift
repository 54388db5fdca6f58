import Foundation
import TestSupport
import Testing

/// Completions know what there is and run no name; a lab's shell says where it is.
@Suite struct MannersTests {
    @Test(.needsSandbox) func completions() async throws {
        let counts = try await Script("manners.py", lab: "red-blue").check()
        #expect(counts["completions", default: 0] >= 12)
    }

    /// Outside of any lab, as a sandbox has none inside.
    @Test(.needsSandbox) func shells() throws {
        let script = Repository.path("Tests/EndToEndTests/Inside/manners.py")
        let outcome = try Command.run([Command.python, script, Command.nsdoctor, "shells"])
        try JSONDecoder().decode(ScriptVerdict.self, from: Data(outcome.output.utf8)).check()
    }
}
