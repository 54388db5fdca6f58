import CEL
import Testing

@testable import Rules

@Suite("Facts bound to the language")
struct BindingTests {
    @Test("the toy schema has no slips, a bad one has")
    func slips() {
        #expect(Toys.schema.slips == [])
        let bad = FactTable<Dog>(
            "Dog", doc: "", key: \.name,
            facts: [Fact("a", .object("Cat"), doc: "x") { _ in nil }, Fact("a", .int, doc: "") { _ in nil }])
        let schema = FactSchema(variables: [FactVariable("v", .list(.object("Fish")), doc: "")], tables: [bad, bad])
        #expect(
            Set(schema.slips) == [
                "there are two types 'Dog'", "v has the undeclared type Fish", "there are two facts 'Dog.a'",
                "Dog.a has the undeclared type Cat", "Dog.a has no doc",
            ])
    }

    @Test("facts are got only when asked for")
    func lazy() throws {
        let table = FactTable<Dog>(
            "Dog", doc: "x", key: \.name,
            facts: [
                Fact("name", .string, doc: "x") { .string($0.name) },
                Fact("bomb", .string, doc: "x") { _ in
                    Issue.record("nobody asked")
                    return nil
                },
            ])
        let schema = FactSchema(variables: [FactVariable("d", .object("Dog"), doc: "x")], tables: [table])
        let program = try schema.environment.compile("d.name == 'Rex' || d.bomb == ''")
        #expect(program.evaluate(["d": table.value(Dog(name: "Rex"))]) == .value(.bool(true)))
    }

    @Test("a promised fact that is missing is unknown, an optional one is absent")
    func missing() throws {
        let table = FactTable<Dog>(
            "Dog", doc: "x", key: \.name,
            facts: [
                Fact("promised", .int, doc: "x") { _ in nil },
                Fact("optional", .int, optional: true, doc: "x") { _ in nil },
            ])
        let dog = FactObject(Dog(name: "Rex"), of: table)
        guard case .unknown(let reason)? = dog.field("promised") else { throw Absent() }
        #expect(reason.reasons == ["Dog.promised is missing"])
        #expect(dog.field("optional") == nil && dog.field("nonsense") == nil)
    }

    @Test("two views of one thing are the same thing")
    func identity() throws {
        let anna = Person(name: "Anna")
        let bindings = Toys.bindings([anna, anna, Person(name: "Bob")])
        let compile = { try Toys.schema.environment.compile($0) }
        #expect(try compile("people[0] == people[1]").evaluate(bindings) == .value(.bool(true)))
        #expect(try compile("people[0] == people[2]").evaluate(bindings) == .value(.bool(false)))
        #expect(try compile("people[2] in people").evaluate(bindings) == .value(.bool(true)))
    }

    @Test("completions follow the types")
    func completions() {
        #expect(Toys.schema.completions(after: "") == ["people", "town"])
        #expect(Toys.schema.completions(after: "to") == ["town"])
        let scope: [String: CELType] = ["p": .object("Person")]
        #expect(
            Toys.schema.completions(after: "p.home.", scope: scope) == ["p.home.enter", "p.home.inode", "p.home.names"])
        #expect(Toys.schema.completions(after: "p.ag", scope: scope) == ["p.age"])
        #expect(Toys.schema.completions(after: "p.name.", scope: scope) == [])
        #expect(Toys.schema.completions(after: "x.", scope: scope) == [])
    }

    private struct Absent: Error {}
}
