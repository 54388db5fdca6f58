import Testing

@testable import CEL

@Suite("Libraries of functions")
struct LibraryTests {
    @Test("declare what they have, so that none is made to look a name up", arguments: CELLibrary.all.map(\.name))
    func keys(_ name: String) throws {
        let library = try #require(CELLibrary.named(name))
        #expect(library.keys.sorted() == library.table().functions.keys.sorted())
        #expect(Set(library.keys).count == library.keys.count)
        #expect(library.signatures.count >= library.keys.count)
    }

    @Test("have names of their own")
    func names() {
        #expect(Set(CELLibrary.all.map(\.name)).count == CELLibrary.all.count)
        #expect(CELLibrary.named("maths") == nil)
    }

    @Test("can be left out, and are then not there")
    func leftOut() throws {
        let environment = Environment(libraries: [.standard, .strings])
        #expect(refusal("math.abs(-1) == 1", in: environment)?.hasPrefix("undeclared") == true)
        #expect(refusal("'a'.matches('a')", in: environment)?.hasPrefix("undeclared") == true)
        #expect(refusal("string(ip('::1'))", in: environment)?.hasPrefix("undeclared") == true)
        #expect(run("['a', 'b'].join('-').size()", environment: environment) == "3")
        #expect(run("math.abs(-1)", environment: environment.adding(["x": .int])) == "! undeclared")
        #expect(run("math.abs(-1)", environment: Environment().adding(["x": .int])) == "1")
    }

    @Test("share a name where each has ways of its own to call it")
    func shared() {
        #expect(run("string(1) + string(ip('::1')) + string(mac('00:00:00:00:00:01'))") == "\"1::100:00:00:00:00:01\"")
        #expect(run("string('a')", environment: Environment(libraries: [.standard])) == "\"a\"")
        #expect(run("string(cidr('10.0.0.0/8'))", environment: Environment(libraries: [.network])) == "\"10.0.0.0/8\"")
    }

    @Test("say how their functions are called")
    func signatures() {
        let signatures = CELLibrary.all.flatMap(\.signatures).map(\.description)
        #expect(signatures.contains("string.split(string, int) -> list(dyn)"))
        #expect(signatures.contains("ip(string) -> net.IP"))
        #expect(signatures.contains("math.least(dyn…) -> dyn"))
    }
}
