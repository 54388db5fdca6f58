import CEL
import Testing

/// What the checker refuses, where it points, and what it suggests.
@Suite struct CheckerTests {
    @Test(arguments: Row.table(refused))
    func refuses(_ row: Row) {
        #expect(refusal(row.expression, in: Network.environment) == row.outcome)
    }

    static let refused = #"""
        lnks.size() => undeclared 1:1: undeclared name 'lnks' (did you mean 'links'?)
        links.exists(l, l.mtuu > 1) => noSuchField 1:19: Link has no field 'mtuu' (did you mean 'mtu'?)
        link.nothinglikethis => noSuchField 1:6: Link has no field 'nothinglikethis'
        link.lower => unguarded 1:6: 'lower' may be absent (ask first: has(link.lower) && …)
        link.mtu.x => type 1:10: int has no fields
        link.mtu == '1500' => overload 1:10: int == string is always false
        link.mtu != '1500' => overload 1:10: int != string is always true
        link.mtu == null => overload 1:10: int == null_type is always false (only objects can be null; has() asks whether a field is there)
        [link.mtu] == ['a'] => overload 1:12: list(int) == list(string) is always false
        link.mtu + 1.5 => overload 1:10: no such overload: int + double (convert one side: int(x), uint(x), double(x))
        link.ifname + 1 => overload 1:13: no such overload: string + int
        link.ifname < 1 => overload 1:13: no such overload: string < int
        link < link => overload 1:6: no such overload: Link < Link
        limit in ['a'] => overload 1:7: no such overload: int in list(string)
        limit in limit => overload 1:7: no such overload: int in int
        !limit => overload 1:1: ! cannot be applied to int
        -mode => overload 1:1: - cannot be applied to string
        link.up && limit => overload 1:12: && needs a bool, found int
        limit || link.up => overload 1:1: || needs a bool, found int
        limit ? 1 : 2 => overload 1:1: ?: needs a bool, found int
        link.up ? 1 : 'a' => type 1:9: both sides of ':' must have one type, not int and string
        links['a'] => overload 1:7: a list is indexed by int, not string
        routes[1] => overload 1:8: this map has keys of type string, not int
        limit[0] => overload 1:6: int has no elements
        {1.5: 1} => type 1:2: double cannot be the key of a map
        limit.all(x, true) => overload 1:1: int has no elements
        links.all(x, x.mtu) => overload 1:14: this macro needs a bool, found int
        links.filter(l, l.ifnam == 'a') => noSuchField 1:19: Link has no field 'ifnam' (did you mean 'ifname'?)
        links.exist(l, l.up) => undeclared 1:7: undeclared function 'exist' (did you mean 'exists'?)
        link.ifname.startWith('e') => undeclared 1:13: undeclared function 'startWith' (did you mean 'startsWith'?)
        sise(links) => undeclared 1:1: undeclared function 'sise' (did you mean 'size'?)
        startsWith(mode, 'a') => undeclared 1:1: undeclared function 'startsWith' (startsWith() is called on a value: x.startsWith())
        links.int() => undeclared 1:7: undeclared function 'int' (int(x) is a function)
        math.gratest(1, 2) => undeclared 1:6: undeclared function 'math.gratest' (did you mean 'math.greatest'?)
        size(limit) => overload 1:1: no such overload: size(int)
        mode.startsWith(1) => overload 1:6: no such overload: startsWith(string, int)
        mode.startsWith('a', 'b') => overload 1:6: no such overload: startsWith(string, string, string)
        ip(limit) => overload 1:1: no such overload: ip(int)
        mode.matches('(') => invalidArgument 1:14: bad regular expression: missing ')'
        links.map(l, l.mtu)[0] == 'a' => overload 1:24: int == string is always false
        links.filter(l, l.up)[0].mtux => noSuchField 1:26: Link has no field 'mtux' (did you mean 'mtu'?)
        net.mtux => undeclared 1:1: undeclared name 'net'
        routes.x.dts => noSuchField 1:10: Route has no field 'dts' (did you mean 'dst'?)
        cel.bind(x, 1, x == 'a') => overload 1:18: int == string is always false
        links.transformMapEntry(i, l, l.mtu) => type 1:31: transformMapEntry() needs a map, found int
        1 + => syntax 1:4: expected an expression, found the end
        1 + * 2 => syntax 1:5: expected an expression, found '*'
        [1, 2 => syntax 1:6: expected ',' or ']', found the end
        f(1 => syntax 1:4: expected ',' or ')', found the end
        (1 => syntax 1:3: expected ')', found the end
        {1 2} => syntax 1:4: expected ':', found a number
        link. => syntax 1:6: expected the name of a field or function, found the end
        1 'a' => syntax 1:3: expected an operator, found a string
        'abc => syntax 1:1: this string has no end
        'a\qc' => syntax 1:3: no such escape sequence
        1 # 2 => syntax 1:3: unexpected character '#'
        ñ => syntax 1:1: unexpected character 'ñ'
        'ñandú' + ] => syntax 1:11: expected an expression, found ']'
        if => syntax 1:1: 'if' is a reserved word
        has(limit) => syntax 1:5: has() asks for a field: has(x.field)
        """#

    @Test(arguments: [
        "link.mtu == 1500u", "link.mtu < 1.5", "link.lower == null || true", "anything.whatever.deeply == 1",
        "anything[0] in links", "links == []", "[] == links", "links + []", "[1, 'a', null]", "{}[limit]",
        "routes['a'] == null", "net.mtu > 1", "{'net': 1}.net == 1", "params.headroom + 1", "dyn(limit) == 'a'",
        "link.up ? dyn(1) : 'a'", "type(limit) == int", "type(link) == Link", "links.map(l, l.mtu) == [1]",
        "links.exists(int, int.up)", "math.greatest(limit, 2) > 1", "mode in params",
    ])
    func accepts(_ expression: String) {
        let refused = refusal(expression, in: Network.environment)
        #expect(refused == nil || refused?.hasPrefix("unguarded") == true)
    }

    @Test(
        arguments: Row.table(
            """
            lnks.size() => undeclared
            link.mtuu => noSuchField
            nosuch(1) => undeclared
            1 + => syntax
            """))
    func lenientStillKnowsNames(_ row: Row) {
        #expect(refusal(row.expression, in: Network.environment, mode: .lenient)?.hasPrefix(row.outcome) == true)
    }

    @Test(arguments: [
        "link.mtu == 'a'", "link.lower.mtu", "!limit", "size(limit)", "link.mtu.x", "limit ? 1 : 2", "1.5 + 1",
        "lnks || true", "mode.matches('(')",
    ])
    func lenientLeavesTheRestToRunTime(_ expression: String) {
        #expect(refusal(expression, in: Network.environment, mode: .lenient) == nil)
    }

    @Test(
        arguments: Row.table(
            """
            1 + 1 => int
            links.map(l, l.mtu) => list(int)
            {'a': links} => map(string, list(Link))
            link.up ? link.mtu : 1 => int
            [] => list(dyn)
            [1, 'a'] => list(dyn)
            [[1], []] => list(list(dyn))
            routes.x.dst.containsIP('::1') => bool
            cidr('::/0').ip() => net.IP
            size(mode) => int
            anything.x => dyn
            anything + 1 => int
            links[0] => Link
            links.filter(l, l.up) => list(Link)
            routes.filter(k, true) => list(string)
            links.transformMap(i, l, l.mtu) => map(int, int)
            type(1) => type
            """))
    func infersTypes(_ row: Row) throws {
        let guards = try Network.environment.compile("has(routes.x.dst)").guards
        let program = try Network.environment.compile(row.expression, assuming: [guards])
        #expect(program.type.description == row.outcome)
    }

    @Test func expectedTypeIsRequired() throws {
        #expect(throws: CELError.self) { try Network.environment.compile("limit", expecting: .bool) }
        #expect(throws: Never.self) { try Network.environment.compile("limit > 1", expecting: .bool) }
        #expect(throws: Never.self) { try Network.environment.compile("anything.x", expecting: .bool) }
        #expect(throws: Never.self) { try Network.environment.compile("links.map(l, l.mtu)", expecting: .list(.int)) }
    }
}
