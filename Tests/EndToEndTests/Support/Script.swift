import Foundation
import Labs
import Testing

/// A script of the Inside folder, run in a sandbox of its own. It looks at what nsdoctor says and at the truth, and
/// answers with what does not agree and how much it compared.
struct Script: Sendable {
    var name: String
    var arguments: [String] = []
    /// A shipped lab; nil for an empty sandbox.
    var lab: String?
    var fault: String?

    init(_ name: String, _ arguments: [String] = [], lab: String? = nil, fault: String? = nil) {
        self.name = name
        self.arguments = arguments
        self.lab = lab
        self.fault = fault
    }

    struct Verdict: Decodable, Sendable {
        var problems: [String]
        var counts: [String: Int]
    }

    /// Runs it and expects no problems; returns how much was compared.
    @discardableResult
    func check(sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String: Int] {
        let outcome = try await run()
        guard let verdict = try? JSONDecoder().decode(Verdict.self, from: Data(outcome.output)) else {
            Issue.record("\(complaint(outcome))", sourceLocation: sourceLocation)
            return [:]
        }
        for problem in verdict.problems { Issue.record(Comment(rawValue: problem), sourceLocation: sourceLocation) }
        return verdict.counts
    }

    /// Runs it for what it prints, where the comparing is done here.
    func result<Value: Decodable>(as type: Value.Type) async throws -> Value {
        let outcome = try await run()
        do {
            return try JSONDecoder().decode(Value.self, from: Data(outcome.output))
        } catch {
            throw Failed(description: "\(complaint(outcome)) \(error)")
        }
    }

    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    private func run() async throws -> LabOutcome {
        try await Crew.work { () throws(LabError) in
            let lab = if let name = self.lab { try LabCatalog.find(name) } else { try Here.nothing.get() }
            let command = [Here.python, "\(Here.scripts)/\(name)", Here.executable] + arguments
            return try Here.runner.run(lab, LabRunner.Order(fault: fault, command: command, capture: true))
        }
    }

    private func complaint(_ outcome: LabOutcome) -> String {
        "\(name) ended with status \(outcome.status ?? -1): \(String(decoding: outcome.errors.suffix(2000), as: UTF8.self))"
    }
}
