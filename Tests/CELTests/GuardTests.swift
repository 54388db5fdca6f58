import CEL
import Testing

/// An optional field may be read only where `has()` has said that it is there.
@Suite struct GuardTests {
    @Test(arguments: [
        "has(link.lower) && link.lower.mtu > 1",
        "has(link.lower) && link.up && link.lower.mtu > 1",
        "!has(link.lower) || link.lower.mtu > 1",
        "!(has(link.lower) && link.up) || link.lower.mtu > 1",
        "has(link.lower) ? link.lower.mtu > 1 : true",
        "!has(link.lower) ? true : link.lower.mtu > 1",
        "has(link.lower) && has(link.lower.lower) && link.lower.lower.mtu > 1",
        "(has(link.lower) || false && has(link.lower)) && link.lower.mtu > 1",
        "(link.up ? has(link.lower) : has(link.lower)) && link.lower.mtu > 1",
        "links.all(l, has(l.lower) && l.lower.mtu > 1)",
        "links.exists(l, !has(l.lower) || l.lower.mtu > 1)",
        "links.exists_one(l, has(l.lower) && l.lower.mtu > 1)",
        "links.map(l, has(l.lower), l.lower.mtu) == []",
        "links.map(l, has(l.lower) ? l.lower.mtu : 0) == []",
        "links.filter(l, has(l.lower)).all(x, x.lower.mtu > 1)",
        "links.filter(l, has(l.lower)).filter(l, l.up).map(l, l.lower.mtu) == []",
        "links.transformList(i, l, has(l.lower), l.lower.mtu) == []",
        "has(link.lower) && links.all(l, l.mtu < link.lower.mtu)",
        "cel.bind(x, link, has(x.lower) && x.lower.mtu > 1)",
        "has(link.lower) && cel.bind(x, link.lower, x.mtu > 1)",
        "has(links[0].lower) && links[0].lower.mtu > 1",
        "has(routes.main.dst) && routes.main.dst.containsIP('::1')",
        "has(link.address) && link.address.family() == 4",
        "links.all(l, l.ports.all(p, has(l.lower) && has(p.lower) && l.lower.mtu == p.lower.mtu))",
        "has(anything.x) && anything.x.y",
        "anything.x.y",
    ])
    func isDominated(_ expression: String) {
        #expect(refusal(expression, in: Network.environment) == nil)
    }

    @Test(arguments: [
        "link.lower.mtu > 1",
        "link.lower.mtu > 1 && has(link.lower)",
        "has(link.lower) || link.lower.mtu > 1",
        "!has(link.lower) && link.lower.mtu > 1",
        "has(link.lower) ? true : link.lower.mtu > 1",
        "has(link.lower) && link.lower.lower.mtu > 1",
        "(has(link.lower) || link.up) && link.lower.mtu > 1",
        "!(has(link.lower) || link.up) || link.lower.mtu > 1",
        "(link.up ? has(link.lower) : true) && link.lower.mtu > 1",
        "has(link.lower.lower)",
        "has(link.address) && link.lower.mtu > 1",
        "has(link.lower) && links.all(link, link.lower.mtu > 1)",
        "links.all(l, has(l.lower)) && links.all(l, l.lower.mtu > 1)",
        "links.exists(l, has(l.lower)) && link.lower.mtu > 1",
        "links.map(l, has(l.lower), l.lower.mtu) == [] && link.lower.mtu > 1",
        "links.filter(l, l.up).map(l, l.lower.mtu) == []",
        "links.all(l, l.ports.all(l, has(l.lower)) && l.lower.mtu > 1)",
        "has(links[0].lower) && links[1].lower.mtu > 1",
        "has(links[limit].lower) && links[limit].lower.mtu > 1",
        "(has(link.lower) && link.up) == true && link.lower.mtu > 1",
        "cel.bind(x, link, has(x.lower)) || link.lower.mtu > 1",
    ])
    func isNotDominated(_ expression: String) {
        #expect(refusal(expression, in: Network.environment)?.hasPrefix("unguarded") == true)
    }

    @Test func isInheritedFromAnotherProgram() throws {
        let when = try Network.environment.compile("has(link.lower) && link.up")
        #expect(refusal("link.lower.mtu > 1", in: Network.environment, assuming: [when.guards]) == nil)
        #expect(refusal("link.lower.lower.mtu > 1", in: Network.environment, assuming: [when.guards]) != nil)
        let weak = try Network.environment.compile("has(link.lower) || link.up")
        #expect(refusal("link.lower.mtu > 1", in: Network.environment, assuming: [weak.guards]) != nil)
    }

    @Test func isInheritedByTheElementsOfAFilteredList() throws {
        let list = try Network.environment.compile("links.filter(l, has(l.lower) && has(l.lower.address))")
        let guards = [list.elementGuards(as: "link")]
        #expect(refusal("link.lower.address.family() == 4", in: Network.environment, assuming: guards) == nil)
        #expect(refusal("link.address.family() == 4", in: Network.environment, assuming: guards) != nil)
    }

    @Test func nestedConditionsTakeLinearTime() {
        var expression = "has(link.lower)"
        for _ in 0..<200 { expression = "(\(expression) ? link.up : has(link.lower))" }
        #expect(refusal(expression, in: Network.environment) == nil)
    }
}
