import Addresses
import NetworkModel
import Testing
@testable import Netfilter
@testable import SnapshotQuery

@Suite struct ChanceTests {
    @Test func numgenIsFollowedEachWay() {
        var rules = RulesetSample([
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
        let rules = RulesetSample([.limit(rate: 3, unit: 60, burst: 10, isBytes: false, over: false), .verdict(.drop)])
        #expect(rules.verdicts() == ["drop", "accept"])
        let over = { (rate: UInt64, unit: UInt64, burst: UInt32) -> NftExpression in
            .limit(rate: rate, unit: unit, burst: burst, isBytes: false, over: true)
        }
        #expect(RulesetSample([over(1, 3600, 1), .verdict(.drop)]).verdicts() == ["drop", "accept"])
        // Nobody alone comes near it, and the packet that is sent again finds room.
        #expect(RulesetSample([over(100_000, 1, 5000), .verdict(.drop)]).verdicts() == ["accept"])
        #expect(RulesetSample([over(10, 1, 5), .verdict(.drop)]).verdicts() == ["accept"])
        // What counts nothing has stopped nothing yet; with room for one packet that says little.
        let counter = { NftExpression.counter(packets: $0, bytes: 0) }
        #expect(RulesetSample([over(1, 60, 100), counter(0), .verdict(.drop)]).verdicts() == ["accept"])
        #expect(RulesetSample([over(1, 60, 100), counter(9), .verdict(.drop)]).verdicts() == ["drop", "accept"])
        #expect(RulesetSample([over(1, 3600, 1), counter(0), .verdict(.drop)]).verdicts() == ["drop", "accept"])
        // Within the limit it is let through, and what is above falls to the next rule.
        let upto = NftExpression.limit(rate: 50, unit: 1, burst: 5, isBytes: false, over: false)
        #expect(RulesetSample([upto, .verdict(.accept)], [.verdict(.drop)]).verdicts() == ["accept"])
        #expect(
            RulesetSample([upto, .verdict(.accept)], [.verdict(.drop)]).run().first?.assumptions == [
                "the limit of 50 in 1 s is not used up"
            ])
        // A limit before a log decides nothing.
        let log = NftExpression.log(group: nil, prefix: nil, snaplen: nil, qthreshold: nil, level: nil, flags: nil)
        let logged = RulesetSample(
            [.limit(rate: 3, unit: 60, burst: 10, isBytes: false, over: false), log], [.verdict(.drop)])
        #expect(logged.verdicts() == ["drop"])
        #expect(logged.run().first?.assumptions == [])
    }

    @Test func drawnNumbersHaveShares() {
        let random = { (last: [UInt8]) -> [NftExpression] in
            [.meta(key: .random, dreg: 0), .cmp(sreg: 0, op: .lt, data: NftData(last)), .verdict(.drop)]
        }
        // Nearly all, a third, one in a hundred, none.
        #expect(RulesetSample(random([0xff, 0xff, 0xff, 0xfa])).verdicts() == ["drop", "accept"])
        #expect(RulesetSample(random([0x55, 0, 0, 0])).verdicts() == ["drop", "accept"])
        #expect(RulesetSample(random([0x02, 0, 0, 0])).verdicts() == ["accept"])
        #expect(RulesetSample(random([0, 0, 0, 0])).verdicts() == ["accept"])
        let numgen = { (modulus: UInt32, below: UInt8) -> [NftExpression] in
            [
                .numgen(dreg: 0, type: .random, modulus: modulus, offset: 0),
                .byteorder(sreg: 0, dreg: 0, op: .hton, len: 4, size: 4),
                .cmp(sreg: 0, op: .lt, data: NftData([0, 0, 0, below])), .verdict(.drop),
            ]
        }
        #expect(RulesetSample(numgen(100, 2)).verdicts() == ["accept"])
        #expect(RulesetSample(numgen(100, 50)).verdicts() == ["drop", "accept"])
        #expect(RulesetSample(numgen(100_000, 200)).verdicts() == ["accept"])
        #expect(RulesetSample(numgen(2000, 200)).verdicts() == ["drop", "accept"])
    }

    @Test func connectionsAreCountedWithThisOne() {
        let rules = { (count: UInt32) in RulesetSample([.connlimit(count: count, over: true), .verdict(.drop)]) }
        var (idle, busy) = (Namespace(id: RulesetSample.netns), Namespace(id: RulesetSample.netns))
        idle.conntrack = .known(Conntrack(count: .known(0), max: .known(9), statistics: .absent))
        busy.conntrack = .known(Conntrack(count: .known(100), max: .known(1000), statistics: .absent))
        #expect(rules(0).verdicts(idle) == ["drop"])
        #expect(rules(1).verdicts(idle) == ["accept"])
        #expect(rules(101).verdicts(busy) == ["accept"])
        #expect(rules(100).verdicts(busy) == ["drop", "accept"])
    }

    @Test func lengthsAreKnownByTheKindOfPacket() {
        let longer = { (bytes: UInt8) in
            RulesetSample([
                .meta(key: .length, dreg: 0), .byteorder(sreg: 0, dreg: 0, op: .hton, len: 4, size: 4),
                .cmp(sreg: 0, op: .gt, data: NftData([0, 0, 0, bytes])), .verdict(.drop),
            ])
        }
        #expect(longer(59).verdicts() == ["drop"])
        #expect(longer(60).verdicts() == ["accept"])
        var open = longer(40)
        open.packet.length = nil
        #expect(open.verdicts() == ["drop"])
        var long = longer(60)
        long.packet.length = nil
        #expect(long.verdicts() == ["accept"])
        var unknown = longer(50)
        unknown.packet.length = nil
        #expect(unknown.verdicts() == ["unknown: a part of the packet that it looks at is not known"])
    }

    @Test func theTimeIsThatOfTheSnapshot() {
        let hour = { (from: [UInt8], to: [UInt8]) in
            RulesetSample([
                .meta(key: .hour, dreg: 0), .byteorder(sreg: 0, dreg: 0, op: .hton, len: 4, size: 4),
                .range(sreg: 0, inverted: false, from: NftData(from), to: NftData(to)), .verdict(.drop),
            ])
        }
        // 12:34:56 is 45296, 0xb0f0.
        #expect(hour([0, 0, 0, 0], [0, 0, 0xb0, 0xf0]).verdicts(at: "2026-07-28T12:34:56Z") == ["drop"])
        #expect(hour([0, 0, 0, 0], [0, 0, 0xb0, 0xef]).verdicts(at: "2026-07-28T12:34:56Z") == ["accept"])
        let day = RulesetSample([
            .meta(key: .day, dreg: 0), .cmp(sreg: 0, op: .eq, data: NftData([2])), .verdict(.drop),
        ])
        #expect(day.verdicts(at: "2026-07-28T12:34:56Z") == ["drop"])
        #expect(day.verdicts(at: "2026-07-29T00:00:00Z") == ["accept"])
        #expect(day.verdicts() == ["unknown: the time of day is not known"])
    }

    @Test func whatIsNotKnownOfThePacket() {
        var rules = RulesetSample(RulesetSample.dport(80, .verdict(.drop)))
        rules.packet.transport = .tcp(.init(ports: .init(source: nil, destination: nil), flags: 2))
        #expect(rules.verdicts() == ["unknown: a part of the packet that it looks at is not known"])
        // Both ways end alike.
        rules.chain(
            "in", [RulesetSample.dport(80, .verdict(.drop)), [.verdict(.drop)]], base: NftChain.Base(hook: .input))
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
        var rules = RulesetSample([.verdict(.jump(chain: "far"))])
        rules.table.chains["far"] = NftChain(name: "far")
        rules.table.chains["other"] = NftChain(name: "other")
        let query = rules.query
        _ = rules.run(in: query)
        #expect(query.needs.contains(.nftRules(RulesetSample.netns, NftRef(.ip, "t", "far"))))
        #expect(!query.needs.contains(.nftRules(RulesetSample.netns, NftRef(.ip, "t", "other"))))
    }

    @Test func intervalsAndConcatenations() {
        var rules = RulesetSample([
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
