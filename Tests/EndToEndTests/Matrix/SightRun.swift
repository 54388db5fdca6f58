import Foundation
import Labs
import TestSupport
import Testing

/// One lab, diagnosed twice in the same sandbox: with the outside in sight, and with the outside out of sight.
struct SightRun: Sendable {
    var seen: LabReport
    var seenStatus: Int32
    var hidden: LabReport
    var hiddenStatus: Int32
    /// Whether the outside knows the way to the target's own addresses, which the node cannot know.
    var leadsBack: Bool

    /// What hidden_outside.py prints.
    private struct Answer: Decodable {
        var outside: [String]
        var leads_back: Bool
        var seen: Diagnosis?
        var hidden: Diagnosis?
    }

    private struct Diagnosis: Decodable {
        var status: Int32
        var report: String
        var errors: String
    }

    /// Nil where the host has no uplink with a namespace behind it.
    /// - Parameter shell: a line to type before both diagnoses.
    init?(of lab: String, _ fault: String? = nil, typing shell: String = "") async throws {
        guard let target = Self.target(of: try LabCatalog.find(lab)) else { return nil }
        let script = Script("hidden_outside.py", [target, shell], lab: lab, fault: fault)
        let answer = try await script.result(as: Answer.self)
        guard !answer.outside.isEmpty else { return nil }
        let seen = try #require(answer.seen)
        let hidden = try #require(answer.hidden)
        self.seen = try Self.report(seen)
        seenStatus = seen.status
        self.hidden = try Self.report(hidden)
        hiddenStatus = hidden.status
        leadsBack = answer.leads_back
    }

    private static func report(_ diagnosis: Diagnosis) throws -> LabReport {
        do {
            return try LabReport(json: diagnosis.report.utf8)
        } catch {
            throw Script.Failed(description: "nsdoctor ended with status \(diagnosis.status): \(diagnosis.errors)")
        }
    }

    /// The name in /run/netns of what the lab is about; of the outermost container around it, if it has none there.
    static func target(of lab: Lab) -> String? {
        guard case .process(let name) = lab.target else { return nil }
        var place = lab.processes.first { $0.name == name }?.place
        while case .process(let outer, _) = place { place = lab.processes.first { $0.name == outer }?.place }
        guard case .netns(let netns) = place else { return nil }
        return netns
    }
}
