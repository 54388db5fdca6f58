import Addresses
import NetworkModel
import TestSupport
import Testing
@testable import Netfilter
@testable import Routing
@testable import SnapshotQuery

/// Rules of long chains that are passed over at a glance are those that do not match when they are run.
@Suite struct NftRulePrefilterTests {
    private static func packet(_ dice: inout SplitMix64) -> Packet {
        let family: IPAddress.Family = Bool.random(using: &dice) ? .inet : .inet6
        let address = { (dice: inout SplitMix64) in
            IPAddress(family: family, bits: UInt128(UInt8.random(in: 0...3, using: &dice)))
        }
        let port = { (dice: inout SplitMix64) -> UInt16? in
            let ports: [UInt16?] = [nil, 53, 80]
            return ports.randomElement(using: &dice) ?? nil
        }
        let ports = Transport.Ports(source: port(&dice), destination: port(&dice))
        let transports: [Transport] = [
            .tcp(.init(ports: ports, flags: Transport.TCP.syn)), .udp(ports), .icmp(.init(type: 8)), .other(50), .none,
        ]
        var packet = Packet(
            src: address(&dice), dst: address(&dice), transport: transports.randomElement(using: &dice) ?? .none)
        packet.length = [nil, 0, 28, 1500].randomElement(using: &dice) ?? nil
        packet.fragment = [.whole, .first, .later].randomElement(using: &dice) ?? .whole
        packet.tos = [nil, 0, 16].randomElement(using: &dice) ?? nil
        if Int.random(in: 0..<8, using: &dice) == 0 { packet.etherType = 0x0806 }
        return packet
    }

    private static func rule(_ dice: inout SplitMix64) -> NftRule {
        let bytes = { (count: Int, dice: inout SplitMix64) in
            NftData((0..<max(count, 0)).map { _ in [0, 0, 0, 1, 2, 53, 80, 255].randomElement(using: &dice) ?? 0 })
        }
        let offset = [0, 1, 2, 9, 12, 16, 24, 250, Int.max].randomElement(using: &dice) ?? 0
        let length = [1, 2, 4, 4, 16, 17, -1].randomElement(using: &dice) ?? 4
        let base: NftPayloadBase = [.nh, .nh, .th, .ll].randomElement(using: &dice) ?? .nh
        var rule = NftRule(handle: 1)
        if Bool.random(using: &dice) {
            rule.expressions = [.meta(key: .l4proto, dreg: 0), .cmp(sreg: 0, op: .eq, data: bytes(1, &dice))]
        }
        rule.expressions.append(.payload(dreg: 4, base: base, offset: offset, len: length))
        if Bool.random(using: &dice) {
            let xor =
                Int.random(in: 0..<8, using: &dice) == 0
                ? bytes(length, &dice) : NftData([UInt8](repeating: 0, count: max(length, 0)))
            rule.expressions.append(
                .bitwise(
                    sreg: 4, dreg: 4, len: length, op: .maskXor, mask: bytes(length, &dice), xor: xor, data: nil,
                    sreg2: nil))
        }
        let op: NftCmpOp = [.eq, .eq, .neq, .lt].randomElement(using: &dice) ?? .eq
        let compared = Bool.random(using: &dice) ? length : Int.random(in: 0...18, using: &dice)
        rule.expressions += [.cmp(sreg: 4, op: op, data: bytes(compared, &dice)), .verdict(.drop)]
        return rule
    }

    @Test func whatFailsAtAGlanceDoesNotMatch() {
        var dice = SplitMix64(seed: 7)
        let connections = RulesetSample()
        let query = connections.query
        let context = HookContext(
            query: query, point: HookPoint(RulesetSample.netns, .ip, .input),
            router: Router(Namespace(id: RulesetSample.netns)))
        var failed = 0
        var missed = 0
        for _ in 0..<50_000 {
            let (packet, rule) = (Self.packet(&dice), Self.rule(&dice))
            guard let test = NftTellingTest(rule) else { continue }
            var prefilter = NftRulePrefilter(packet)
            let run = NftRuleRun(
                table: connections.table, chain: "in", rule: rule, context: context, compat: NoCompat())
            let results = run.run(NftState(packet: packet))
            let isMissed = results.count == 1 && results[0].end == .noMatch(nil) && results[0].state.packet == packet
            if prefilter.fails(test) {
                failed += 1
                #expect(isMissed, "\(rule) \(packet)")
            } else if isMissed {
                missed += 1
            }
        }
        // It is no use if it never fails.
        #expect(failed > 5000 && missed < failed)
    }

    @Test func aChainOfTenThousandRules() {
        var rules = RulesetSample()
        let place = NftExpression.payload(dreg: 0, base: .nh, offset: 16, len: 4)
        let one = { (number: Int) -> [NftExpression] in
            let bits = [UInt8(11), UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
            return [place, .cmp(sreg: 0, op: .eq, data: NftData(bits)), .verdict(.jump(chain: "hit"))]
        }
        rules.chain("in", (0..<10_000).map(one), base: NftChain.Base(hook: .input))
        rules.chain("hit", [[.verdict(.drop)]])
        #expect(rules.verdicts() == ["accept"])
        rules.packet.dst = IPAddress(family: .inet, bits: 0x0b00_270e)
        #expect(rules.verdicts() == ["drop"])
        let trace = rules.run().first?.trace ?? []
        // The rule that matched and where it led to are kept, with the first of those that did not.
        #expect(trace.suffix(2).map(\.rule.chain) == ["in", "hit"])
        #expect(trace.dropLast().last?.rule.place == .handle(0x270e + 1))
        #expect(trace.count < 100)
    }
}
