import Addresses
import NetworkModel
import TestSupport
import Testing
@testable import Netfilter

/// What is not understood is called unknown, and nothing is made up in its place.
@Suite struct RuleReaderTests {
    private static func bytes(_ text: String) -> NftData { NftData(IPAddress(text)?.bytes ?? []) }

    private static let source = NftExpression.payload(dreg: 4, base: .nh, offset: 12, len: 4)

    private static func read(
        _ expressions: [NftExpression], family: NftFamily = .ip, sets: [NftSet] = [],
        elements: [String: [NftElement]] = [:]
    ) -> [RuleMeaning] {
        var table = NftTable(family: family, name: "t")
        table.sets = Dictionary(uniqueKeysWithValues: sets.map { ($0.name, $0) })
        return RuleMeaning.all(NftRule(expressions: expressions, comment: "dnat to 1.2.3.4"), of: table) {
            elements[$0]
        }
    }

    @Test func anUnknownExpressionIsKept() throws {
        let strange = NftExpression.unknown(name: "new", data: NftData([1]))
        let meaning = try #require(Self.read([strange, .masq(protoMin: nil, protoMax: nil, flags: 0)]).first)
        #expect(!meaning.conditions.isKnown)
        #expect(meaning.conditions.unknown == [.expression(strange)])
        #expect(meaning.translation?.target == .masquerade)
    }

    @Test func aClampSaysHowMuchIsLeft() throws {
        func clamp(_ load: NftExpression) throws -> [RuleAction] {
            let set = NftExpression.exthdrSet(sreg: 4, op: .tcpopt, type: 2, offset: 2, len: 2)
            return try #require(Self.read([load, set]).first).actions
        }
        #expect(try clamp(.immediate(dreg: 4, data: NftData([5, 132]))) == [.clampSegments(1412)])
        #expect(try clamp(.rt(key: .mtu, dreg: 4)) == [.clampSegments(nil)])
    }

    @Test func aShiftedAddressIsNoAddress() throws {
        let shift = NftExpression.bitwise(
            sreg: 4, dreg: 4, len: 4, op: .lshift, mask: nil, xor: nil, data: NftData([1, 0, 0, 0]), sreg2: nil)
        let meaning = try #require(
            Self.read([Self.source, shift, .cmp(sreg: 4, op: .eq, data: Self.bytes("10.0.0.1")), .verdict(.drop)]).first
        )
        #expect(meaning.conditions.sources.isEmpty)
        #expect(!meaning.conditions.isKnown)
    }

    @Test func withoutItsFamilyABytesPlaceSaysNothing() throws {
        let match: [NftExpression] = [Self.source, .cmp(sreg: 4, op: .eq, data: Self.bytes("10.0.0.1"))]
        let open = try #require(Self.read(match, family: .inet).first)
        #expect(open.conditions.sources.isEmpty && !open.conditions.isKnown)
        let family: [NftExpression] = [.meta(key: .nfproto, dreg: 4), .cmp(sreg: 4, op: .eq, data: NftData([2]))]
        let known = try #require(Self.read(family + match, family: .inet).first)
        #expect(known.conditions.family == .inet)
        #expect(known.conditions.sources.flatMap(\.wanted).map(\.host) == [IPAddress("10.0.0.1")])
    }

    /// nft loads both addresses at once where both are compared.
    @Test func neighboursAreComparedAtOnce() throws {
        let load = NftExpression.payload(dreg: 4, base: .nh, offset: 12, len: 8)
        let both = NftData(Self.bytes("10.0.0.1").bytes + Self.bytes("10.0.0.2").bytes)
        let equal = try #require(Self.read([load, .cmp(sreg: 4, op: .eq, data: both)]).first).conditions
        #expect(equal.sources.flatMap(\.wanted).map(\.host) == [IPAddress("10.0.0.1")])
        #expect(equal.destinations.flatMap(\.wanted).map(\.host) == [IPAddress("10.0.0.2")])
        // Not both is not neither.
        let unequal = try #require(Self.read([load, .cmp(sreg: 4, op: .neq, data: both)]).first).conditions
        #expect(unequal.sources.isEmpty && unequal.destinations.isEmpty && !unequal.isKnown)
    }

    @Test func aSetThatWasNotReadIsUnknown() throws {
        let set = NftSet(name: "__set0", flags: [.anonymous, .constant], keyLength: 4)
        let rule: [NftExpression] = [Self.source, .lookup(set: "__set0", sreg: 4, dreg: nil, inverted: false)]
        let unread = try #require(Self.read(rule, sets: [set]).first)
        #expect(!unread.conditions.isKnown)
        let read = try #require(
            Self.read(rule, sets: [set], elements: ["__set0": [NftElement(key: Self.bytes("10.0.0.1"))]]).first)
        #expect(read.conditions.isKnown)
        #expect(read.conditions.sources.flatMap(\.wanted).map(\.host) == [IPAddress("10.0.0.1")])
        #expect(try #require(Self.read(rule).first).conditions.isKnown == false, "a set that does not exist")
    }

    /// A named set is one of the rule's words; what is in it is asked for by whoever wants to know.
    @Test func aNamedSetIsNamed() throws {
        let set = NftSet(name: "pods", keyLength: 4)
        let rule: [NftExpression] = [Self.source, .lookup(set: "pods", sreg: 4, dreg: nil, inverted: false)]
        let meaning = try #require(Self.read(rule, sets: [set]).first)
        #expect(meaning.conditions.sources.map(\.wantedSet) == [.nft(name: "pods")])
        let test = try #require(meaning.conditions.sources.first)
        #expect(test.holds({ _ in true }) == nil)
        #expect(test.holds({ _ in false }, isMember: { _ in true }) == true)
    }

    @Test func aMapThatWasNotReadTranslatesToNobodyKnowsWhere() throws {
        let map = NftSet(name: "to", flags: .map, keyLength: 2)
        let rule: [NftExpression] = [
            .payload(dreg: 4, base: .th, offset: 2, len: 2),
            .lookup(set: "to", sreg: 4, dreg: .register(4), inverted: false),
            .nat(type: .dnat, family: .ip, addrMin: 4, addrMax: 4, protoMin: nil, protoMax: nil, flags: 0),
        ]
        let meaning = try #require(Self.read(rule, sets: [map]).first)
        #expect(meaning.translation?.side == .destination)
        #expect(meaning.translation?.isKnown == false)
        #expect(meaning.translation?.address == nil)
    }

    /// A map of thousands is not taken apart.
    @Test func aHugeMapIsLeftAlone() {
        let map = NftSet(name: "to", flags: .map, keyLength: 2)
        let rows = (0..<1000).map {
            NftElement(key: NftData([UInt8($0 >> 8), UInt8($0 & 255)]), data: Self.bytes("10.0.0.1"))
        }
        let rule: [NftExpression] = [
            .payload(dreg: 4, base: .th, offset: 2, len: 2),
            .lookup(set: "to", sreg: 4, dreg: .register(4), inverted: false),
            .nat(type: .dnat, family: .ip, addrMin: 4, addrMax: 4, protoMin: nil, protoMax: nil, flags: 0),
        ]
        let meanings = Self.read(rule, sets: [map], elements: ["to": rows])
        #expect(meanings.count == 1)
        #expect(meanings.first?.translation?.isKnown == false)
    }

    /// Two maps of hundreds would be ten thousands of meanings.
    @Test func productsOfMapsAreBounded() {
        let rows = (0..<200).map { NftElement(key: NftData([0, UInt8($0)]), data: NftData([0, UInt8($0)])) }
        let maps = ["a", "b"].map { NftSet(name: $0, flags: .map, keyLength: 2) }
        let lookups = ["a", "b"].flatMap { name -> [NftExpression] in
            [
                .payload(dreg: 4, base: .th, offset: 2, len: 2),
                .lookup(set: name, sreg: 4, dreg: .register(5), inverted: false),
            ]
        }
        let meanings = Self.read(lookups + [.verdict(.accept)], sets: maps, elements: ["a": rows, "b": rows])
        #expect(meanings.count == 1)
        #expect(meanings.first?.conditions.isKnown == false)
        #expect(meanings.first?.actions == [.unknown])
    }

    @Test func aRuleThatNeverMatchesMeansNothing() {
        #expect(Self.read([.verdict(.break), .verdict(.drop)]).isEmpty)
    }

    @Test func whatStandsBehindTheEndIsNotReached() {
        let meanings = Self.read([.verdict(.return), .masq(protoMin: nil, protoMax: nil, flags: 0)])
        #expect(meanings.map(\.actions) == [[.return]])
        #expect(meanings.first?.translation == nil)
    }

    /// Registers that a snapshot makes up, sizes that no kernel has.
    @Test(arguments: [-1, 15, 16, 99, Int.max])
    func nonsenseDoesNoHarm(_ number: Int) {
        let data = NftData([UInt8](repeating: 1, count: 80))
        let rule: [NftExpression] = [
            .payload(dreg: number, base: .nh, offset: number, len: number), .immediate(dreg: number, data: data),
            .bitwise(sreg: number, dreg: 2, len: number, op: .maskXor, mask: data, xor: data, data: nil, sreg2: nil),
            .byteorder(sreg: number, dreg: number, op: .hton, len: number, size: number),
            .cmp(sreg: number, op: .lt, data: data), .range(sreg: number, inverted: true, from: data, to: NftData([])),
            .lookup(set: "s", sreg: number, dreg: .register(number), inverted: false),
            .nat(
                type: .snat, family: .ip6, addrMin: number, addrMax: number, protoMin: number, protoMax: number,
                flags: 1),
        ]
        var set = NftSet(name: "s", flags: [.map, .interval], keyLength: .max)
        set.fieldLengths = [.max, 0]
        let meanings = Self.read(rule, sets: [set], elements: ["s": [NftElement(key: data), NftElement(key: nil)]])
        #expect(meanings.allSatisfy { $0.translation?.isKnown != true || !$0.conditions.isKnown })
    }

    @Test func aCommentIsNoPartOfAnXtRule() {
        var rule = XtRule()
        rule.target = .return
        rule.matches = [.comment("-j MASQUERADE -s 10.0.0.0/8")]
        let meaning = RuleMeaning(rule, .inet)
        #expect(meaning.actions == [.return])
        #expect(meaning.conditions == RuleMeaning(XtRule([], .return), .inet).conditions)
    }
}
