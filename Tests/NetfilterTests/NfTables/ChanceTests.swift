import Addresses
import NetworkModel
import Testing
@testable import Netfilter
@testable import SnapshotQuery

@Suite struct ChanceTests {
    @Test func numgenIsFollowedEachWay() {
        var rules = PaperRules([
            .numgen(dreg: 0, type: .random, modulus: 3, offset: 0),
            .lookup(set: "m", sreg: 0, dreg: .verdict, inverted: false),
        ])
        var map = NftSet(name: "m", flags: [.map], keyType: 4, keyLength: 4)
        map.dataType = NftSet.verdictType
        rules.set(
            map,
            [
                NftElement(key: NftData([0, 0, 0, 0]), verdict: .accept),
                NftElement(key: NftData([1, 0, 0, 0]), verdict: .drop),
                NftElement(key: NftData([2, 0, 0, 0]), verdict: .drop),
            ])
        #expect(rules.verdicts() == ["accept", "drop"])
        #expect(
            rules.run().map(\.assumptions) == [
                ["numgen random mod 3 is 0"], ["numgen random mod 3 is 1 or numgen random mod 3 is 2"],
            ])
    }

    @Test func limitsMayBeUsedUp() {
        let rules = PaperRules([.limit(rate: 3, unit: 60, burst: 10, isBytes: false, over: false), .verdict(.drop)])
        #expect(rules.verdicts() == ["drop", "accept"])
        // A limit before a log decides nothing.
        let log = NftExpression.log(group: nil, prefix: nil, snaplen: nil, qthreshold: nil, level: nil, flags: nil)
        let logged = PaperRules(
            [.limit(rate: 3, unit: 60, burst: 10, isBytes: false, over: false), log], [.verdict(.drop)])
        #expect(logged.verdicts() == ["drop"])
        #expect(logged.run().first?.assumptions == [])
    }

    @Test func whatIsNotKnownOfThePacket() {
        var rules = PaperRules(PaperRules.dport(80, .verdict(.drop)))
        rules.packet.transport = .tcp(.init(ports: .init(source: nil, destination: nil), flags: 2))
        #expect(rules.verdicts() == ["unknown: a part of the packet that it looks at is not known"])
        // Both ways end alike.
        rules.chain(
            "in", [PaperRules.dport(80, .verdict(.drop)), [.verdict(.drop)]], base: NftChain.Base(hook: .input))
        #expect(rules.verdicts() == ["drop"])
        // A mask that leaves only known bits.
        rules.packet.transport = .udp(.init(source: nil, destination: nil))
        rules.packet.mark = nil
        let masked: [NftExpression] = [
            .meta(key: .mark, dreg: 0),
            .bitwise(
                sreg: 0, dreg: 0, len: 4, op: .maskXor, mask: NftData([0, 0, 0, 0]), xor: NftData([0, 0, 0, 0]),
                data: nil, sreg2: nil),
            .cmp(sreg: 0, op: .eq, data: NftData([0, 0, 0, 0])), .verdict(.drop),
        ]
        rules.chain("in", [masked], base: NftChain.Base(hook: .input))
        #expect(rules.verdicts() == ["drop"])
    }

    @Test func whatWasNotReadIsAskedFor() {
        var rules = PaperRules([.verdict(.jump(chain: "far"))])
        rules.table.chains["far"] = NftChain(name: "far")
        rules.table.chains["other"] = NftChain(name: "other")
        let query = rules.query
        _ = rules.run(in: query)
        #expect(query.needs.contains(.nftRules(PaperRules.netns, NftRef(.ip, "t", "far"))))
        #expect(!query.needs.contains(.nftRules(PaperRules.netns, NftRef(.ip, "t", "other"))))
    }

    @Test func intervalsAndConcatenations() {
        var rules = PaperRules([
            .payload(dreg: 0, base: .nh, offset: 12, len: 4), .lookup(set: "nets", sreg: 0, dreg: nil, inverted: false),
            .verdict(.drop),
        ])
        rules.set(
            NftSet(name: "nets", flags: [.interval], keyType: 7, keyLength: 4),
            [
                NftElement(key: NftData([10, 0, 0, 8]), flags: 1), NftElement(key: NftData([10, 0, 0, 1])),
                NftElement(key: NftData([0, 0, 0, 0]), flags: 1), NftElement(key: NftData([10, 0, 0, 8])),
                NftElement(key: NftData([10, 0, 0, 16]), flags: 1),
            ])
        for (last, verdict) in [(0, "accept"), (1, "drop"), (7, "drop"), (8, "drop"), (15, "drop"), (16, "accept")]
            as [(UInt128, String)]
        {
            rules.packet.src = IPAddress(family: .inet, bits: 0x0a00_0000 + last)
            #expect(rules.verdicts() == [verdict], "10.0.0.\(last)")
        }
    }
}
