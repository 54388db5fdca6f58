import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// Runbooks as they were followed.
@Suite struct ChecklistTests {
    private func checklist(_ change: (inout SmallNetwork) -> Void = { _ in }) throws -> (Checklist, Report) {
        var network = SmallNetwork.pods()
        change(&network)
        let said = try Diagnosed(network)
        return (Checklist(said.diagnosis), said.report)
    }

    @Test func stepsAreNumberedAndAsk() throws {
        let (checklist, report) = try checklist()
        #expect(checklist.title == "Checklist for pid 1011")
        #expect(checklist.steps.map(\.number) == Array(1...checklist.steps.count))
        #expect(checklist.steps.count > 20)
        #expect(checklist.steps.allSatisfy { $0.question.hasSuffix("?") })
        #expect(checklist.steps.allSatisfy { $0.state == .ok || $0.state == .skipped })
        #expect(checklist.report.verdict == report.verdict && checklist.report.findings == report.findings)
        // What is fine rules something out.
        #expect(checklist.steps.contains { $0.state == .ok && !$0.ruledOut.isEmpty })
        #expect(checklist.steps.allSatisfy { $0.state == .ok || $0.ruledOut.isEmpty })
    }

    @Test func theStepOfAFindingHasIt() throws {
        let (checklist, report) = try checklist { $0.forwards(false, in: "node") }
        let step = try #require(checklist.steps.first { $0.findings.contains { $0.id == "ip-forward-off" } })
        #expect(step.state == .found)
        // Each finding stands in one step.
        #expect(checklist.steps.flatMap(\.findings).map(\.id).sorted() == report.findings.map(\.id).sorted())
        for step in checklist.steps { #expect((step.state == .found) == !step.findings.isEmpty, "\(step.question)") }
    }

    /// What another step's finding explains is looked at after that.
    @Test func consequencesComeAfterTheirCause() throws {
        let (checklist, _) = try checklist { $0.forwards(false, in: "node") }
        let cause = try #require(checklist.steps.first { $0.findings.contains { $0.id == "ip-forward-off" } })
        let blocked = try #require(checklist.steps.first { $0.findings.contains { $0.id == "path-blocked" } })
        #expect(cause.after.isEmpty && blocked.after == [cause.number])
        #expect(checklist.steps.allSatisfy { $0.state == .found || $0.state == .unreached || $0.after.isEmpty })
    }

    /// What lies behind a stop has been met by no packet: that nothing is wrong there is not said. What lies before it has.
    @Test func whatNoPacketGetsToIsNotOk() throws {
        let (checklist, _) = try checklist { $0.forwards(false, in: "node") }
        let cause = try #require(checklist.steps.first { $0.findings.contains { $0.id == "ip-forward-off" } })
        let unreached = checklist.steps.filter { $0.state == .unreached }
        #expect(unreached.contains { $0.topic == "nat" } && unreached.contains { $0.topic == "full size" })
        #expect(unreached.allSatisfy { $0.after == [cause.number] && $0.ruledOut.isEmpty && $0.findings.isEmpty })
        for topic in ["link", "address", "route", "next hop", "bridge"] {
            #expect(checklist.steps.contains { $0.topic == topic && $0.state == .ok }, "\(topic)")
        }
        let (healthy, _) = try self.checklist { _ in }
        #expect(!healthy.steps.contains { $0.state == .unreached })
    }

    /// A step says what was seen, and nothing where part of it was not.
    @Test func stepsHaveValues() throws {
        let (checklist, _) = try checklist { _ in }
        let values = Dictionary(
            checklist.steps.compactMap { step in step.topic.map { ($0, step.value ?? "") } },
            uniquingKeysWith: { a, _ in a })
        #expect(values["namespace"]?.contains("net:[") == true)
        #expect(values["forwarding"]?.hasPrefix("net.ipv4.ip_forward = 1 in ") == true, "\(values)")
        #expect(values["firewall"]?.hasSuffix("get through") == true)
        #expect(values.values.allSatisfy { !$0.contains("?") }, "\(values)")
    }

    /// One check that does not know makes its whole step unknown, unless another found something.
    @Test func whatIsUnknownIsSaid() throws {
        let (checklist, report) = try checklist {
            $0["node"].routes.coverage = .incomplete(reason: "the table kept changing while it was read")
        }
        let unknown = checklist.steps.filter { $0.state == .unknown }
        #expect(!unknown.isEmpty)
        #expect(unknown.allSatisfy { $0.reason?.isEmpty == false })
        #expect(unknown.contains { $0.reason?.contains("kept changing") == true })
        #expect(report.verdict == .unknown)
    }

    /// Commands are those of the target.
    @Test func commandsAreFilledIn() throws {
        let (checklist, _) = try checklist()
        let commands = checklist.steps.flatMap(\.commands)
        #expect(commands.contains { $0.contains("ip netns exec red") || $0.contains("1011") }, "\(commands)")
        #expect(commands.allSatisfy { !$0.contains("{") || $0.contains("'{") }, "\(commands)")
    }
}
