import Addresses
import NetworkModel
import Testing

@testable import Redaction

/// What a rule compares, loads and writes is told by the expressions before.
@Suite struct RegisterTests {
    private static let inet = IPAddress(family: .inet, bits: 0x0a14_1e28)
    private static let inet6 = IPAddress(family: .inet6, bits: 0x2001_0db8_0042_0043_0044_0045_0046_0047)
    private static let mac: [UInt8] = [0x02, 0x11, 0x22, 0x33, 0x44, 0x55]
    private static let name = Array("payments".utf8) + [UInt8](repeating: 0, count: 8)

    private static func cmp(_ bytes: [UInt8]) -> NftExpression { .cmp(sreg: 4, op: .eq, data: NftData(bytes)) }
    private static func constant(_ bytes: [UInt8], _ register: Int = 4) -> NftExpression {
        .immediate(dreg: register, data: NftData(bytes))
    }
    private static func load(_ base: NftPayloadBase, _ offset: Int, _ length: Int) -> NftExpression {
        .payload(dreg: 4, base: base, offset: offset, len: length)
    }
    private static func bitwise(_ mask: [UInt8], _ xor: [UInt8]) -> NftExpression {
        .bitwise(
            sreg: 4, dreg: 4, len: mask.count, op: .maskXor, mask: NftData(mask), xor: NftData(xor), data: nil,
            sreg2: nil)
    }
    private static func add(to set: String) -> NftExpression {
        .dynset(set: set, op: .add, sregKey: 4, sregData: nil, timeout: nil, inverted: false, expressions: [])
    }

    static let rules: [(family: NftFamily, rule: [NftExpression])] = [
        (.ip, [load(.nh, 12, 4), cmp(inet.bytes)]),
        (.inet, [load(.nh, 16, 4), cmp(inet.bytes)]),
        (.ip6, [load(.nh, 24, 16), cmp(inet6.bytes)]),
        (.ip6, [load(.nh, 8, 8), cmp(Array(inet6.bytes.prefix(8)))]),
        (.ip6, [load(.th, 8, 16), cmp(inet6.bytes)]),
        (.arp, [load(.nh, 8, 6), cmp(mac)]),
        (.arp, [load(.nh, 24, 4), cmp(inet.bytes)]),
        (.bridge, [load(.ll, 6, 6), cmp(mac)]),
        (.bridge, [load(.ll, 6, 6), bitwise([255, 255, 255, 255, 255, 0], .init(repeating: 0, count: 6)), cmp(mac)]),
        (
            .ip,
            [load(.nh, 16, 4), .range(sreg: 4, inverted: false, from: NftData(inet.bytes), to: NftData(inet.bytes))]
        ),
        (.ip, [.ct(key: .ipSaddr, dreg: 4, direction: 0), cmp(inet.bytes)]),
        (.ip, [.rt(key: .nexthop4, dreg: 4), cmp(inet.bytes)]),
        (.ip, [.xfrm(dreg: 4, key: 3, direction: 0, spnum: 0), cmp(inet.bytes)]),
        (.ip, [.exthdr(dreg: 4, op: .ipv4, type: 7, offset: 3, len: 4, present: false), cmp(inet.bytes)]),
        (.ip6, [.exthdr(dreg: 4, op: .ipv6, type: 43, offset: 8, len: 16, present: false), cmp(inet6.bytes)]),
        (.inet, [.meta(key: .iifname, dreg: 4), cmp(name)]),
        (.bridge, [.meta(key: .ibrname, dreg: 4), cmp(name)]),
        (.ip, [.ct(key: .helper, dreg: 4, direction: nil), cmp(name)]),
        (.ip, [.fib(dreg: 4, result: .oifname, flags: 1), cmp(name)]),
        // From one network to another, without connection tracking.
        (.ip, [load(.nh, 16, 4), bitwise([0, 0, 0, 255], Array(inet.bytes.prefix(3)) + [0])]),
        (
            .ip,
            [
                constant(inet.bytes),
                .nat(
                    type: .dnat, family: .ip, addrMin: 4, addrMax: nil, protoMin: nil, protoMax: nil, flags: 0),
            ]
        ),
        (.ip, [constant(inet.bytes), .tproxy(family: .ip, addr: 4, port: nil)]),
        (.ip, [constant(inet.bytes), .dup(addr: 4, dev: nil)]),
        (
            .ip,
            [
                constant(inet.bytes),
                .payloadSet(sreg: 4, base: .nh, offset: 16, len: 4, csumType: 1, csumOffset: 10, csumFlags: 1),
            ]
        ),
        (.ip, [constant(inet.bytes), add(to: "hosts")]),
        (.ip, [constant([0, 0, 0, 80]), constant(inet.bytes, 5), add(to: "pairs")]),
        (.ip, [constant(name), add(to: "links")]),
    ]

    @Test(arguments: rules.indices)
    func addressesAndNamesGo(_ index: Int) {
        let (family, rule) = Self.rules[index]
        let left = Self.bytes(Self.redacted(rule, family)).filter { bytes in
            [Self.inet.bytes, Self.inet6.bytes, Self.mac, Self.name].contains { secret in
                bytes.count > 3 && bytes.prefix(3) == secret.prefix(3)
            }
        }
        #expect(left.isEmpty)
    }

    /// What a register held before says nothing of what it holds now.
    @Test(
        arguments: [
            .exthdr(dreg: 4, op: .tcpopt, type: 2, offset: 2, len: 2, present: false),
            .socket(key: .mark, dreg: 4, level: nil), .hash(dreg: 4, sreg: nil, len: 4, modulus: 9, seed: 1, offset: 0),
            .meta(key: .mark, dreg: 4), .fib(dreg: 4, result: .oif, flags: 1), load(.th, 2, 2),
            .lookup(set: "marks", sreg: 5, dreg: .register(4), inverted: false),
        ] as [NftExpression])
    func numbersStay(_ load: NftExpression) {
        let rule = [Self.load(.nh, 12, 4), Self.cmp(Self.inet.bytes), load, Self.cmp([5, 0xb4, 7, 9])]
        let result = Self.redacted(rule, .ip)
        #expect(Array(result.suffix(1)) == Array(rule.suffix(1)))
    }

    private static func redacted(_ rule: [NftExpression], _ family: NftFamily) -> [NftExpression] {
        var table = NftTable(family: family, name: "t")
        // TYPE_IPADDR, TYPE_INET_SERVICE and it, TYPE_IFNAME
        let sets: [(String, UInt32, UInt32)] = [("hosts", 7, 4), ("pairs", 13 << 6 | 7, 8), ("links", 41, 16)]
        for (name, type, length) in sets {
            table.sets[name] = NftSet(name: name, keyType: type, keyLength: length)
        }
        table.chains["c"] = NftChain(name: "c", rules: Table([NftRule(expressions: rule)], coverage: .complete))
        let redactor = Redactor(RedactionKey(3, 4))
        var noted = table
        noted.redact(redactor)
        redactor.give()
        table.redact(redactor)
        return table.chains.values.first?.rules.rows.first?.expressions ?? []
    }

    private static func bytes(_ rule: [NftExpression]) -> [[UInt8]] {
        rule.flatMap { expression -> [NftData?] in
            switch expression {
            case .cmp(_, _, let data), .immediate(_, let data): [data]
            case .range(_, _, let from, let to): [from, to]
            case .bitwise(_, _, _, _, _, let xor, let data, _): [xor, data]
            default: []
            }
        }.compactMap { $0?.bytes }
    }

    /// tc's u32 looks at four bytes, wherever they are.
    @Test(arguments: [-14, -8, 8, 20, 24])
    func partsOfAddressesAreNotTold(_ offset: Int) {
        var filter = TrafficFilter(kind: "u32", priority: 1, etherType: 3, handle: 1)
        filter.match = .u32([U32Key(offset: offset, mask: .max, value: 0x2001_0db8)])
        filter.redact(Redactor(RedactionKey(3, 4)))
        #expect(filter.match == .unread)
    }

    /// nft's `type ether_addr; flags interval`.
    @Test func rangesOfHardwareAddressesGo() {
        let redactor = Redactor(RedactionKey(3, 4))
        redactor.give()
        let high = Array(Self.mac.dropLast()) + [0x77]
        let range = SetParts(9, length: 6).ranges(Self.mac, high, redactor)
        #expect(range.low[..<5] != Self.mac[..<5] && range.high[..<5] != Self.mac[..<5])
        #expect(NftData.compare(range.low, range.high) < 0)
    }
}
