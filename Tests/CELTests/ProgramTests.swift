import CEL
import Testing

/// What a program tells about itself, and its trace.
@Suite struct ProgramTests {
    @Test(
        arguments: Row.table(
            """
            link.mtu > limit => link.mtu limit
            links.exists(l, l.mtu > link.mtu && l.up) => links links[].mtu link.mtu links[].up
            links.all(l, l.ports.all(p, p.mtu < l.mtu)) => links links[].ports links[].ports[].mtu links[].mtu
            has(link.lower) && link.lower.mtu == link.lower.mtu => link.lower link.lower.mtu
            cel.bind(x, link, x.mtu > 1) => link link.mtu
            net.mtu > params.headroom => net.mtu params.headroom
            links[0].mtu > size(mode) => links mode
            {'a': link.mtu}['a'] == -limit => link.mtu limit
            link.up ? link.mtu : limit => link.up link.mtu limit
            """))
    func knowsWhatItReads(_ row: Row) throws {
        let program = try Network.environment.compile(row.expression)
        #expect(program.fieldPaths.joined(separator: " ") == row.outcome)
    }

    @Test func knowsItsVariables() throws {
        let program = try Network.environment.compile("limit > net.mtu && links.all(link, link.mtu < limit)")
        #expect(program.identifiers == ["limit", "net.mtu", "links"])
        #expect(program.text == "limit > net.mtu && links.all(link, link.mtu < limit)")
        #expect(program.type == .bool)
    }

    @Test func longestNameWins() {
        let environment = Environment(variables: ["a": .map(.string, .int), "a.b": .int])
        let bindings: [String: CELValue] = ["a": .map(CELMap([("b", .int(1)), ("c", .int(2))])), "a.b": .int(3)]
        #expect(run("[a.b, a.c, a['b']]", bindings, environment: environment) == "[3, 2, 1]")
        #expect(run("[7].map(a, a + .a.b)", bindings, environment: environment) == "[10]")
    }

    @Test func variablesMayHideNamesOfTypes() {
        #expect(run("int + 1", ["int": .int(2)]) == "3")
        #expect(run("[1].map(ip, ip + 1)") == "[2]")
    }

    @Test func environmentsCanGrow() throws {
        let grown = Network.environment.adding(["l": .object("Link"), "limit": .string])
        #expect(refusal("l.mtu > 1 && limit == 'a'", in: grown) == nil)
        #expect(refusal("l.mtu > 1", in: Network.environment) != nil)
    }

    @Test func tracesEveryPart() throws {
        let program = try Network.environment.compile("limit > 1 &&\n  1 / limit == 7 || mode == 'x'", mode: .lenient)
        var budget = Budget()
        let (outcome, trace) = program.trace(
            ["limit": .int(3), "mode": .unknown(because: "no mode")], budget: &budget)
        #expect(outcome == .unknown(Unknown("no mode")))
        let lines = trace.entries.map {
            "\(String(repeating: " ", count: $0.depth))\($0.line):\($0.column) \($0.text.split(separator: "\n").joined()) = \(shown($0.outcome))"
        }
        #expect(
            lines == [
                "1:1 limit > 1 &&  1 / limit == 7 || mode == 'x' = ? no mode",
                " 1:1 limit > 1 &&  1 / limit == 7 = false",
                "  1:1 limit > 1 = true",
                "   1:1 limit = 3",
                "  2:3 1 / limit == 7 = false",
                "   2:3 1 / limit = 0",
                "    2:7 limit = 3",
                " 2:21 mode == 'x' = ? no mode",
                "  2:21 mode = ? no mode",
            ])
        #expect(!trace.isTruncated)
    }

    @Test func tracesErrorsAndStopsAtALimit() throws {
        var budget = Budget()
        let (outcome, trace) = try Environment().compile("1 / 0").trace([:], budget: &budget)
        #expect(shown(outcome) == "! divisionByZero")
        #expect(trace.entries.map { shown($0.outcome) } == ["! divisionByZero"])
        let list = CELValue.list((0..<5000).map { .int($0) })
        let long = try Environment(variables: ["l": .list(.int)]).compile("l.all(x, x >= 0)")
        let (value, longTrace) = long.trace(["l": list], budget: &budget)
        #expect(value == .value(.bool(true)))
        #expect(longTrace.isTruncated && longTrace.entries.count == 1000)
        #expect(longTrace.entries.first?.outcome == .value(.bool(true)))
    }

    @Test func tracingDoesNotChangeOutcomes() throws {
        for row in Tables.all {
            guard let program = try? Environment().compile(row.expression, mode: .lenient) else { continue }
            var budget = Budget()
            #expect(shown(program.trace([:], budget: &budget).outcome) == row.outcome)
        }
    }

    @Test func descriptionsAreLiterals() {
        for row in Tables.all where !row.outcome.hasPrefix("!") {
            #expect(run(row.outcome) == row.outcome)
        }
    }
}
