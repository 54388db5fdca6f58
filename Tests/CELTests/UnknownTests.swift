import CEL
import Testing

/// Three values and errors: the complete tables.
@Suite struct UnknownTests {
    enum Operand: String, CaseIterable, Sendable {
        case yes = "true", no = "false", unknown = "u", other = "v", error = "1 / 0 == 1"
    }

    static let bindings: [String: CELValue] = [
        "u": .unknown(because: "first"), "v": .unknown(because: "second"),
        "l": .list([.int(1), .unknown(because: "element"), .int(3)]),
        "o": .object(Link(name: "eth0", fields: ["lower": .unknown(because: "hidden"), "mtu": .int(1500)])),
    ]

    /// What the specification says, worked out from first principles: one decisive operand decides,
    /// else unknowns are merged, else an error remains.
    static func expected(_ left: Operand, _ right: Operand, decisive: Operand) -> String {
        if left == decisive || right == decisive { return decisive.rawValue }
        let reasons = [left, right].compactMap { $0 == .unknown ? "first" : $0 == .other ? "second" : nil }
        if !reasons.isEmpty {
            return "? " + (reasons.first == reasons.last ? [reasons[0]] : reasons).joined(separator: ", ")
        }
        if left == .error || right == .error { return "! divisionByZero" }
        return decisive == .yes ? "false" : "true"
    }

    @Test(arguments: Operand.allCases, Operand.allCases)
    func conjunction(_ left: Operand, _ right: Operand) {
        let outcome = run("\(left.rawValue) && \(right.rawValue)", Self.bindings)
        #expect(outcome == Self.expected(left, right, decisive: .no))
        // The macro folds the same way.
        #expect(run("[\(0), \(1)].all(x, x == 0 ? \(left.rawValue) : \(right.rawValue))", Self.bindings) == outcome)
    }

    @Test(arguments: Operand.allCases, Operand.allCases)
    func disjunction(_ left: Operand, _ right: Operand) {
        let outcome = run("\(left.rawValue) || \(right.rawValue)", Self.bindings)
        #expect(outcome == Self.expected(left, right, decisive: .yes))
        #expect(run("[\(0), \(1)].exists(x, x == 0 ? \(left.rawValue) : \(right.rawValue))", Self.bindings) == outcome)
    }

    @Test(
        arguments: Row.table(
            """
            !u => ? first
            -u => ? first
            u => ? first
            u == u => ? first
            u == v => ? first, second
            v == u => ? second, first
            u != 1 => ? first
            u < v => ? first, second
            u + 1 => ? first
            u + 1 / 0 => ? first
            1 / 0 + u => ? first
            u in [1] => ? first
            1 in u => ? first
            1 in l => true
            2 in l => ? element
            3 in l => true
            l == [1, 2, 3] => ? element
            l == [2, 2, 3] => false
            l == [1, 2, 4] => false
            l != [1, 2, 4] => true
            l == [1] => false
            l[0] => 1
            l[1] => ? element
            l[u] => ? first
            u[0] => ? first
            u ? 1 : 2 => ? first
            true ? u : v => ? first
            false ? u : v => ? second
            [1, u] => ? first
            {'a': u, 'b': v} => ? first, second
            {u: 1} => ? first
            {'a': 1}[u] => ? first
            size(u) => ? first
            'a'.startsWith(u) => ? first
            nosuchvariable || u => ? first
            int(u) + int(v) => ? first, second
            has(u.x) => ? first
            u.x.y => ? first
            has(o.lower) => ? hidden
            has(o.mtu) => true
            has(o.nothing) => false
            o.lower.mtu => ? hidden
            o.mtu => 1500
            o.nothing => ! noSuchField
            o.lower.mtu > 1 || o.mtu == 1500 => true
            has(o.lower) && o.lower.mtu > 1 => ? hidden
            has(o.nothing) && o.nothing => false
            u.all(x, x) => ? first
            l.all(x, x > 0) => ? element
            l.all(x, x > 1) => false
            l.exists(x, x > 2) => true
            l.exists(x, x > 3) => ? element
            l.exists_one(x, x == 1) => ? element
            l.filter(x, x > 1) => ? element
            l.map(x, x + 1) => ? element
            l.map(x, 1) => [1, 1, 1]
            [0, 1].map(x, x == 0 ? u : v) => ? first, second
            [0, 1].map(x, x == 0 ? 1 / 0 : u) => ? first
            [0, 1].filter(x, x == 0 ? 1 / 0 == 1 : u) => ? first
            [1].transformMap(i, x, u) => ? first
            cel.bind(x, u, true) => true
            cel.bind(x, u, x || true) => true
            type(u) => ? first
            size(l) => ? element
            sets.contains(l, [1, 3]) => true
            sets.contains(l, [1, 4]) => ? element
            sets.contains([1], l) => false
            sets.contains(u, l) => ? first
            sets.intersects(l, [3]) => true
            sets.intersects(l, [4]) => ? element
            sets.equivalent(l, [1, 3]) => ? element
            sets.equivalent([1], l) => false
            l.sort() => ? element
            l.isSorted() => ? element
            l.sum() => ? element
            l.max() => ? element
            l.distinct() => ? element
            l.indexOf(1) => 0
            l.indexOf(3) => ? element
            l.lastIndexOf(3) => 2
            l.slice(0, 1) => [1]
            l.reverse()[0] => 3
            l.flatten() => ? element
            l.sortBy(x, x) => ? element
            l.sortBy(x, 1)[0] => 1
            l.first() => optional.of(1)
            l[?1] => ? element
            l[?7].hasValue() => false
            l[?u] => ? first
            u.?x => ? first
            u[?0].orValue(1) => ? first
            optional.of(1).orValue(u) => 1
            optional.none().orValue(u) => ? first
            optional.none().or(u) => ? first
            optional.of(u) => ? first
            optional.of(1).optMap(x, u) => ? first
            optional.none().optMap(x, u) => optional.none()
            [?u] => ? first
            {?'a': u} => ? first
            o.?lower => ? hidden
            o.?lower.mtu => ? hidden
            o.?mtu => optional.of(1500)
            o.?nothing => optional.none()
            o.?nothing.orValue(7) => 7
            """))
    func spreads(_ row: Row) {
        #expect(run(row.expression, Self.bindings) == row.outcome)
    }

    @Test func reasonsAreOrderedAndUnique() {
        var unknown = Unknown("b")
        unknown.merge(Unknown("a"))
        unknown.merge(Unknown("b"))
        #expect(unknown.reasons == ["b", "a"])
        for number in 0..<1000 { unknown.merge(Unknown("\(number)")) }
        #expect(unknown.reasons.count == 64)
        #expect(unknown.reasons.first == "b")
    }

    @Test func missingBindingIsAnError() {
        #expect(run("x", environment: Environment(variables: ["x": .int])) == "! undeclared")
        #expect(run("x == 1 || true", environment: Environment(variables: ["x": .int])) == "true")
    }

    @Test func objectsAreComparedByThemselves() {
        let bindings: [String: CELValue] = [
            "a": .object(Link(name: "a")), "same": .object(Link(name: "a")), "b": .object(Link(name: "b")),
        ]
        #expect(run("a == same && a != b && a in [b, same] && a != 1 && type(a) == type(b)", bindings) == "true")
    }
}
