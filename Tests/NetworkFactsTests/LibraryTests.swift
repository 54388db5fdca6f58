import CEL
import Rules
import Testing
import YAML

@testable import NetworkFacts

@Suite("Functions that the shipped checks use")
struct LibraryTests {
    /// What a program pays for at its start; the others are for users' runbooks and for `query`.
    @Test("come from three libraries")
    func three() throws {
        let facts = NetworkFacts.schema
        let schema = FactSchema(
            variables: facts.variables, tables: facts.tables, libraries: [.standard, .network, .strings])
        #expect(RunbookLinter.lint(try ShippedRunbooks.all(), schema: schema).map(\.rendered) == [] as [String])
    }

    @Test("users have all of them")
    func all() throws {
        let source = "'a%s'.format([1]).matches('a.') && 'eth0'.glob('eth*') && math.abs(-1) == 1"
        #expect(try NetworkFacts.schema.environment.compile(source).evaluate() == .value(.bool(true)))
    }
}
