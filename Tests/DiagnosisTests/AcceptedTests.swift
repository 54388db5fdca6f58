import TestSupport
import Testing

@testable import Diagnosis

/// What the site accepts, and what follows from it by the simulated repair alone.
@Suite struct AcceptedTests {
    private let site = """
        api_version: nsdoctor/v1
        kind: Overrides
        exceptions: [{check: bridge-admin-down, match: "true", reason: being moved}]
        """

    @Test func whatItsRepairMendsIsNotSaid() throws {
        var network = SmallNetwork.pods()
        network.down("br0", in: "node")
        #expect(try Diagnosed(network).rootCauses == ["bridge-admin-down"])
        let said = try Diagnosed(network, overrides: site)
        #expect(said.report.findings.filter { $0.severity > .info } == [], "\(said.words)")
        #expect(said.report.verdict == .ok)
        #expect(said.report.questions.answered < said.report.questions.wanted)
        #expect(said.report.plan == [])
    }

    /// Of two things that stop packets one is accepted.
    @Test func whatItsRepairDoesNotMendIsSaid() throws {
        var network = SmallNetwork.pods()
        network.down("br0", in: "node")
        network.forwards(false, in: "node")
        let said = try Diagnosed(network, overrides: site)
        #expect(said.rootCauses == ["ip-forward-off"], "\(said.words)")
        #expect(said.report.verdict == .crit)
    }
}
