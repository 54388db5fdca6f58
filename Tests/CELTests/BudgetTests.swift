import CEL
import Testing

/// Work and memory end where the budget ends, whatever the expression.
@Suite struct BudgetTests {
    /// Each would take hours or gigabytes if nobody counted.
    static let greedy = [
        "l.all(a, l.all(b, l.all(c, l.all(d, l.all(e, true)))))",
        "l.map(a, l.map(b, l.map(c, l.map(d, 1))))",
        "[1].map(a, [a, a])" + String(repeating: ".map(a, [a, a])", count: 100),
        "cel.bind(a, 'xxxxxxxxxxxxxxxx', " + String(repeating: "cel.bind(a, a + a, ", count: 60) + "a"
            + String(repeating: ")", count: 61),
        "cel.bind(a, [0], " + String(repeating: "cel.bind(a, a + a, ", count: 60) + "a"
            + String(repeating: ")", count: 61),
        "cel.bind(a, [0], " + String(repeating: "cel.bind(a, [a, a], ", count: 60) + "a"
            + String(repeating: ")", count: 61),
        "cel.bind(a, 'aaaaaaaa', " + String(repeating: "cel.bind(a, a.replace('a', 'aaaaaaaa'), ", count: 40) + "a"
            + String(repeating: ")", count: 41),
        "cel.bind(a, 'aaaaaaaa', " + String(repeating: "cel.bind(a, a.replace('', a), ", count: 40) + "a"
            + String(repeating: ")", count: 41),
        "cel.bind(a, ['aaaaaaaa', 'b'], " + String(repeating: "cel.bind(a, [a.join(), a.join()], ", count: 60) + "a"
            + String(repeating: ")", count: 61),
        "cel.bind(a, ['a'], " + String(repeating: "cel.bind(a, ['%s%s'.format([a, a])], ", count: 60) + "a"
            + String(repeating: ")", count: 61),
        "l.map(a, l.map(b, '%.1000f'.format([5e-324])))",
        "l.map(a, l.map(b, s.matches('(x+x+)+y')))",
        "l.map(a, l.map(b, s.matches('(((x?){30}){30})y')))",
        "l.map(a, l.map(b, glob(s, '*x*x*x*x*y')))",
        "l.map(a, l.map(b, s.contains(s + 'y')))",
        "l.map(a, l.map(b, s.lastIndexOf('xxxxxxxxxxxxxxxxxxxxxxy')))",
        "l.map(a, l.map(b, s == s))",
        "l.map(a, l.map(b, l == l))",
        "l.map(a, l.map(b, b in l))",
        "l.map(a, l.map(b, s.size()))",
        "l.map(a, l.map(b, math.greatest(l)))",
        "l.exists(a, l.exists(b, int(s) == 1))",
        "l.map(a, l.sort())",
        "l.map(a, l.sortBy(b, -b))",
        "l.map(a, l.distinct())",
        "l.map(a, l.indexOf(-1))",
        "l.map(a, [a, 0.5]).distinct().map(b, l.reverse())",
        "l.map(a, sets.contains(l, l))",
        "l.map(a, [a]).map(a, sets.contains(l.map(b, [b]), [a]))",
        "lists.range(9223372036854775807)",
        "l.map(a, l.slice(0, 2000))",
        "l.map(a, l.map(b, [b])).flatten(2)",
    ]

    static let bindings: [String: CELValue] = [
        "l": .list((0..<2000).map { .int($0) }), "s": .string(String(repeating: "x", count: 20_000)),
    ]

    @Test(arguments: greedy)
    func greedyExpressionsEndUnknown(_ expression: String) throws {
        let environment = Environment(variables: ["l": .list(.int), "s": .string])
        let program = try environment.compile(expression, mode: .lenient)
        var budget = Budget(steps: 200_000)
        #expect(program.evaluate(Self.bindings, budget: &budget) == .unknown(.budget))
        #expect(budget.isExhausted && budget.remaining == 0)
    }

    /// Lists as long as a node's tables are read within the standard budget.
    @Test(arguments: [
        "l.sort() == l", "l.distinct().size() == 10000", "sets.equivalent(l, l)", "l.sortBy(x, -x)[0] == 9999",
        "l.sum() == 49995000", "l.max() == 9999", "l.indexOf(9999) == 9999", "l.reverse()[0] == 9999", "l.isSorted()",
    ])
    func tenThousandElementsAreNotTooMany(_ expression: String) throws {
        let program = try Environment(variables: ["l": .list(.int)]).compile(expression)
        #expect(program.evaluate(["l": .list((0..<10_000).map { .int($0) })]) == .value(.bool(true)))
    }

    @Test func isTakenFromAcrossEvaluations() throws {
        let program = try Environment().compile("[1, 2, 3].all(x, x > 0)")
        var budget = Budget(steps: 100)
        #expect(program.evaluate([:], budget: &budget) == .value(.bool(true)))
        let cost = 100 - budget.remaining
        #expect(cost > 9 && cost < 40)
        #expect(program.evaluate([:], budget: &budget) == .value(.bool(true)))
        #expect(budget.remaining == 100 - 2 * cost)
        while !budget.isExhausted { _ = program.evaluate([:], budget: &budget) }
        #expect(program.evaluate([:], budget: &budget) == .unknown(.budget))
    }

    @Test(arguments: 0..<12)
    func everyShortageIsUnknownAndNothingElse(_ steps: Int) throws {
        let program = try Environment().compile("1 + 1 == 2 || [1, 2, 3].map(x, x).size() == 4")
        var budget = Budget(steps: steps)
        let outcome = program.evaluate([:], budget: &budget)
        #expect(outcome == (budget.isExhausted ? .unknown(.budget) : .value(.bool(true))))
    }

    @Test func negativeBudgetsAreEmpty() throws {
        var budget = Budget(steps: .min)
        #expect(try Environment().compile("1").evaluate([:], budget: &budget) == .unknown(.budget))
    }

    @Test func standardBudgetIsAMillionSteps() {
        #expect(Budget().remaining == 1_000_000)
    }
}
