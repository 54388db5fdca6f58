import Addresses
import NetworkModel
import Testing
@testable import Netfilter

/// Rulesets that no kernel would have taken, or that are larger than any: a verdict, or unknown with a reason.
@Suite struct HostileRulesTests {
    @Test func unknownExpressionsEndWhatIsKnown() {
        let rules = RulesetSample([.unknown(name: "quantum", data: NftData([1]))], [.verdict(.drop)])
        #expect(rules.verdicts() == ["unknown: the expression quantum is not known"])
        // Before it everything is as always.
        #expect(
            RulesetSample([.verdict(.accept)], [.unknown(name: "quantum", data: NftData([]))]).verdicts() == ["accept"])
        #expect(
            RulesetSample(RulesetSample.dport(81, .unknown(name: "quantum", data: NftData([]))), [.verdict(.drop)])
                .verdicts()
                == ["drop"])
    }

    @Test func matchesOfXtablesAreUnknownByName() {
        let rules = RulesetSample([.match(name: "weird", revision: 0, info: NftData([])), .verdict(.drop)])
        #expect(rules.verdicts() == ["unknown: the match weird is not modelled"])
        // What makes no difference is no reason to know nothing.
        #expect(
            RulesetSample([.match(name: "weird", revision: 0, info: NftData([])), .counter(packets: 0, bytes: 0)])
                .verdicts() == ["accept"])
    }

    @Test func jumpsIntoMissingChains() {
        #expect(
            RulesetSample([.verdict(.jump(chain: "gone"))]).verdicts() == ["unknown: the chain gone does not exist"])
        #expect(
            RulesetSample([.verdict(.goto(chain: "gone"))]).verdicts() == ["unknown: the chain gone does not exist"])
        let lookup = NftExpression.lookup(set: "gone", sreg: 0, dreg: .verdict, inverted: false)
        #expect(
            RulesetSample(RulesetSample.dport(80, lookup, .verdict(.drop))).verdicts() == [
                "unknown: the set gone does not exist"
            ])
    }

    @Test func loopsEnd() {
        #expect(RulesetSample([.verdict(.jump(chain: "in"))]).verdicts() == ["unknown: jumps are nested too deep"])
        let round = RulesetSample([.verdict(.goto(chain: "in"))])
        #expect(round.verdicts() == ["unknown: it never seems to end"])
    }

    @Test func aThousandChainsDeep() {
        var rules = RulesetSample([.verdict(.jump(chain: "c0"))])
        for index in 0..<1000 { rules.chain("c\(index)", [[.verdict(.jump(chain: "c\(index + 1)"))]]) }
        rules.chain("c1000", [[.verdict(.drop)]])
        #expect(rules.verdicts() == ["unknown: jumps are nested too deep"])
        // By goto the kernel goes as far as there are chains.
        for index in 0..<1000 { rules.chain("c\(index)", [[.verdict(.goto(chain: "c\(index + 1)"))]]) }
        #expect(rules.verdicts() == ["drop"])
    }

    @Test func aMillionElements() {
        var rules = RulesetSample([
            .payload(dreg: 0, base: .nh, offset: 12, len: 4), .lookup(set: "big", sreg: 0, dreg: nil, inverted: false),
            .verdict(.drop),
        ])
        let elements = (0..<1_000_000).map { (index: UInt32) in
            NftElement(
                key: NftData([
                    UInt8(10 + index >> 24), UInt8(index >> 16 & 255), UInt8(index >> 8 & 255), UInt8(index & 255),
                ]))
        }
        rules.set(NftSet(name: "big", keyType: 7, keyLength: 4), elements)
        #expect(rules.verdicts() == ["drop"])
        rules.packet.src = IPAddress(family: .inet, bits: 0x0b00_0000)
        #expect(rules.verdicts() == ["accept"])
    }

    @Test func registersAndLengthsOutOfRange() {
        for word in [-1, 15, 16, 99, Int.max] {
            let odd: [NftExpression] = [
                .immediate(dreg: word, data: NftData([UInt8](repeating: 7, count: 300))),
                .payload(dreg: word, base: .nh, offset: Int.max, len: Int.max),
                .bitwise(
                    sreg: word, dreg: word, len: Int.max, op: .rshift, mask: nil, xor: nil,
                    data: NftData([31, 0, 0, 0]), sreg2: nil),
                .byteorder(sreg: word, dreg: word, op: .ntoh, len: Int.max, size: Int.max),
                .cmp(sreg: word, op: .lt, data: NftData([])),
                .meta(key: .mark, dreg: word), .numgen(dreg: word, type: .random, modulus: .max, offset: .max),
                .quota(bytes: .max, consumed: .max, over: true, depleted: true),
                .payloadSet(sreg: word, base: .th, offset: Int.max, len: 5, csumType: 0, csumOffset: 0, csumFlags: 0),
            ]
            for expression in odd { #expect(!RulesetSample([expression, .verdict(.drop)]).verdicts().isEmpty) }
            #expect(!RulesetSample(odd).verdicts().isEmpty)
        }
    }

    @Test func chanceInTooManyWays() {
        let coin: (Int) -> [NftExpression] = { index in
            [
                .limit(rate: 1, unit: 1, burst: 5, isBytes: false, over: false),
                .immediate(dreg: 0, data: NftData([UInt8(index), 0, 0, 0])), .metaSet(key: .mark, sreg: 0),
            ]
        }
        var rules = RulesetSample()
        rules.chain("in", (1...40).map(coin), base: NftChain.Base(hook: .input))
        #expect(rules.verdicts() == ["unknown: chance may fall in too many ways"])
    }
}
