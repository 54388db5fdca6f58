import Foundation
import NetworkFacts
import Rules
import TestSupport
import Testing

@Suite("The manual")
struct ManualTests {
    @Test("nsdoctor(1) has the commands of --help, and no others")
    func commands() throws {
        let helped = Set(try Help.commands().filter { !$0.isGroup }.map(\.words))
        #expect(try Manual.commands() == helped)
    }

    @Test("nsdoctor(1) has the flags of --help, and no others")
    func flags() throws {
        let helped = try Help.commands().reduce(into: Set<String>()) { $0.formUnion($1.flags) }
        #expect(try Manual.flags() == helped)
    }

    @Test("nsdoctor-runbook(5) has the keys of the JSON Schemas, and no others")
    func keys() throws {
        let schemas = [
            RunbookSchema.runbook(facts: NetworkFacts.schema), RunbookSchema.overrides(facts: NetworkFacts.schema),
        ]
        let known = try schemas.reduce(into: Set<String>()) { keys, schema in
            keys.formUnion(Self.keys(in: try JSONSerialization.jsonObject(with: Data(schema.utf8))))
        }
        #expect(try Manual.keys() == known)
    }

    /// The names below every `properties`.
    private static func keys(in schema: Any) -> Set<String> {
        switch schema {
        case let object as [String: Any]:
            let own = (object["properties"] as? [String: Any]).map { Set($0.keys) } ?? []
            return object.values.reduce(into: own) { $0.formUnion(keys(in: $1)) }
        case let list as [Any]: return list.reduce(into: []) { $0.formUnion(keys(in: $1)) }
        default: return []
        }
    }

    @Test("The runbook in nsdoctor-runbook(5) is one")
    func exampleRunbook() throws {
        let text = try Manual.exampleRunbook()
        let problems = RunbookLinter.lint(
            text: text, file: "site.yaml", schema: NetworkFacts.schema, beside: try ShippedRunbooks.all())
        #expect(problems.isEmpty, "\(problems.map { "\($0)" }.joined(separator: "\n"))")
    }

    static let mandoc = ["/usr/bin/mandoc", "/usr/local/bin/mandoc"].first(
        where: FileManager.default.isExecutableFile(atPath:))

    @Test(
        "mandoc finds nothing to complain about", .enabled(if: mandoc != nil, "there is no mandoc"),
        arguments: Repository.manuals)
    func lint(_ page: String) throws {
        let shell = try Shell()
        defer { shell.remove() }
        let outcome = try shell.run("mandoc -Tlint '\(Repository.url(page).path)'")
        // Which other manuals this machine has is not the page's fault.
        let complaints = outcome.output.split(separator: "\n").filter { !$0.contains("referenced manual not found") }
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
    }
}
