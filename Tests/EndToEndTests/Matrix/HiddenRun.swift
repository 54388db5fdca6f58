import Labs
import TestSupport
import Testing

/// A diagnosis of a lab from where the outside cannot be entered.
struct HiddenRun: Sendable {
    var report: LabReport
    var status: Int32
    /// Whether the outside knows the way to the target's own addresses, which the node cannot know.
    var leadsBack: Bool

    /// What hidden_outside.py prints.
    struct Answer: Decodable {
        var outside: [String]
        var leads_back: Bool
        var hidden: Diagnosis?
    }

    struct Diagnosis: Decodable {
        var status: Int32
        var report: String
        var errors: String
    }

    /// Nil where the host has no uplink with a namespace behind it.
    init?(_ answer: Answer) throws {
        guard !answer.outside.isEmpty else { return nil }
        let hidden = try #require(answer.hidden)
        do {
            report = try LabReport(json: hidden.report.utf8)
        } catch {
            throw Script.Failed(description: "nsdoctor ended with status \(hidden.status): \(hidden.errors)")
        }
        status = hidden.status
        leadsBack = answer.leads_back
    }

    /// What asks for it; nil where the lab is about no namespace that has a name.
    /// - Parameter shell: a line to type first.
    static func script(in lab: Lab, fault: String? = nil, typing shell: String = "") -> Script? {
        let change = (lab.faults + lab.variants).first { $0.id == fault }
        guard let target = netns(of: change?.target ?? lab.target, in: lab) else { return nil }
        return Script("hidden_outside.py", [target, shell], lab: lab.id, fault: fault)
    }

    /// The name in /run/netns; nil for a namespace that only a container has a name for.
    private static func netns(of target: LabTarget, in lab: Lab) -> String? {
        if case .netns(let name) = target { return name }
        guard case .process(let name) = target else { return nil }
        let place = lab.processes.first { $0.name == name }?.place
        guard case .netns(let netns) = place else { return nil }
        return netns
    }
}
