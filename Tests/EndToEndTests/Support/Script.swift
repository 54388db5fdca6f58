import Foundation
import Labs
import TestSupport
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

    /// The words that run it.
    var command: [String] {
        [Command.python, Repository.path("Tests/EndToEndTests/Inside/\(name)"), Command.nsdoctor] + arguments
    }

    /// Runs it and expects no problems; returns how much was compared.
    @discardableResult
    func check(sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String: Int] {
        try await result(as: ScriptVerdict.self).check(sourceLocation: sourceLocation)
    }

    /// Runs it for what it prints, where the comparing is done here.
    func result<Value: Decodable>(as type: Value.Type) async throws -> Value {
        let outcome = try await Sandboxes.run(lab, LabRunner.Order(fault: fault, command: command, capture: true))
        do {
            return try JSONDecoder().decode(Value.self, from: Data(outcome.output))
        } catch {
            let errors = String(decoding: outcome.errors.suffix(2000), as: UTF8.self)
            throw Failed(description: "\(name) ended with status \(outcome.status ?? -1): \(errors) \(error)")
        }
    }

    struct Failed: Error, CustomStringConvertible {
        var description: String
    }
}

/// What `Verdict.print` of machine.py prints.
struct ScriptVerdict: Decodable, Sendable {
    var problems: [String]
    var counts: [String: Int]
    /// What had to be done a second time.
    var retries: [String]

    /// Records the problems; returns how much was compared.
    @discardableResult
    func check(sourceLocation: SourceLocation = #_sourceLocation) -> [String: Int] {
        for problem in problems { Issue.record(Comment(rawValue: problem), sourceLocation: sourceLocation) }
        for retry in retries { Retries.note(retry, sourceLocation: sourceLocation) }
        return counts
    }
}
