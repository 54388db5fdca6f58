import Addresses
import NetworkModel

/// The conditions of a rule that is to be inserted, as the expressions of nf_tables that both nft and iptables-nft make of
/// them.
enum RuleMatches {
    /// `iifname NAME`, `oifname NAME`, `ct state established,related`, `ct status dnat`, `udp dport 53`, `ip saddr PREFIX`,
    /// `icmpv6 type { nd-neighbor-solicit, … }`, `ether type arp`, `meta l4proto tcp`, up to `accept` or `masquerade`, which
    /// must come last: one rule for each of several values. Nil where a word is not understood.
    static func nft(_ words: inout Words) -> [[NftExpression]]? {
        var rules: [[NftExpression]] = [[]]
        while let word = words.take() {
            var tests: [[NftExpression]]
            switch word {
            case "accept", "masquerade":
                let end: NftExpression =
                    word == "accept" ? .verdict(.accept) : .masq(protoMin: nil, protoMax: nil, flags: 0)
                return words.isEmpty ? rules.map { $0 + [end] } : nil
            case "iifname", "oifname":
                guard let name = words.take().map(unquoted), isName(name) else { return nil }
                tests = [device(word == "iifname" ? .iifname : .oifname, name)]
            case "ct":
                guard let key = words.take(), key == "state" || key == "status",
                    let states = words.take().flatMap({ key == "status" && $0 == "dnat" ? state("DNAT") : state($0) })
                else { return nil }
                tests = [states]
            case "tcp", "udp":
                guard words.take("dport"), let port = words.take().flatMap({ UInt16($0) }) else { return nil }
                tests = [destination(word, port)]
            case "ip", "ip6":
                guard let side = words.take(), side == "saddr" || side == "daddr",
                    let prefix = words.take().flatMap(Scratch.prefix),
                    (prefix.family == .inet6) == (word == "ip6")
                else { return nil }
                tests = [address(prefix, isSource: side == "saddr")]
            case "meta":
                guard words.take("l4proto"), let proto = words.take().flatMap({ protocols[$0] }) else { return nil }
                tests = [carrying(proto)]
            case "ether":
                // ETH_P_ARP
                guard words.take("type"), words.take("arp") else { return nil }
                tests = [[.meta(key: .protocol, dreg: 1), .cmp(sreg: 1, op: .eq, data: NftData([0x08, 0x06]))]]
            case "icmpv6":
                guard words.take("type"), let types = words.take().flatMap(icmpTypes) else { return nil }
                tests = types.map(icmpv6)
            default: return nil
            }
            rules = rules.flatMap { rule in tests.map { rule + $0 } }
        }
        return nil
    }

    /// The address of the network header; nothing where the prefix is everything.
    static func address(_ prefix: IPPrefix, isSource: Bool) -> [NftExpression] {
        let network = Array(prefix.network.address.bytes)
        let mask = (0..<network.count).map { index -> UInt8 in
            let bits = min(max(prefix.length - index * 8, 0), 8)
            return UInt8(truncatingIfNeeded: 0xff00 >> bits)
        }
        let offset = (prefix.family == .inet6 ? 8 : 12) + (isSource ? 0 : network.count)
        return [
            .payload(dreg: 1, base: .nh, offset: offset, len: network.count),
            .bitwise(
                sreg: 1, dreg: 1, len: network.count, op: .maskXor, mask: NftData(mask),
                xor: NftData([UInt8](repeating: 0, count: network.count)), data: nil, sreg2: nil),
            .cmp(sreg: 1, op: .eq, data: NftData(network)),
        ]
    }

    /// IFNAMSIZ bytes, padded.
    static func device(_ key: NftMetaKey, _ name: String) -> [NftExpression] {
        let bytes = Array(name.utf8.prefix(16))
        return [
            .meta(key: key, dreg: 1),
            .cmp(sreg: 1, op: .eq, data: NftData(bytes + [UInt8](repeating: 0, count: 16 - bytes.count))),
        ]
    }

    private static func unquoted(_ word: String) -> String {
        word.count > 2 && word.first == "\"" && word.last == "\"" ? String(word.dropFirst().dropLast()) : word
    }

    static let protocols: [String: UInt8] = ["icmp": 1, "tcp": 6, "udp": 17, "icmpv6": 58, "ipv6-icmp": 58]

    private static func carrying(_ proto: UInt8) -> [NftExpression] {
        [.meta(key: .l4proto, dreg: 1), .cmp(sreg: 1, op: .eq, data: NftData([proto]))]
    }

    /// Names of nft and of ip6tables.
    static let icmpNames: [String: UInt8] = [
        "packet-too-big": 2, "time-exceeded": 3, "echo-request": 128, "echo-reply": 129,
        "nd-router-solicit": 133, "nd-router-advert": 134, "nd-neighbor-solicit": 135, "nd-neighbor-advert": 136,
        "router-solicitation": 133, "router-advertisement": 134, "neighbour-solicitation": 135,
        "neighbor-solicitation": 135, "neighbour-advertisement": 136, "neighbor-advertisement": 136,
    ]

    /// One, or several in braces.
    private static func icmpTypes(_ word: String) -> [UInt8]? {
        let inner = word.hasPrefix("{") && word.hasSuffix("}") ? String(word.dropFirst().dropLast()) : word
        let names = inner.split { $0 == "," || $0 == " " }.map(String.init)
        let types = names.compactMap { icmpNames[$0] }
        return types.isEmpty || types.count != names.count ? nil : types
    }

    static func icmpv6(_ type: UInt8) -> [NftExpression] {
        carrying(58) + [
            .payload(dreg: 1, base: .th, offset: 0, len: 1), .cmp(sreg: 1, op: .eq, data: NftData([type])),
        ]
    }

    /// A name that ends in + or * stands for many.
    static func isName(_ name: String) -> Bool {
        (1..<16).contains(name.utf8.count) && name.last != "+" && name.last != "*"
    }

    /// NF_CT_STATE_BIT of linux/netfilter/nf_conntrack_common.h, in host byte order; `DNAT` is IPS_DST_NAT of the status.
    static func state(_ text: String) -> [NftExpression]? {
        let bits: [String: UInt8] = ["invalid": 1, "established": 2, "related": 4, "new": 8]
        if text == "DNAT" { return test(.status, 0x20) }
        var mask: UInt8 = 0
        for word in text.split(separator: ",") {
            guard let bit = bits[word.lowercased()] else { return nil }
            mask |= bit
        }
        return mask == 0 ? nil : test(.state, mask)
    }

    private static func test(_ key: NftCtKey, _ mask: UInt8) -> [NftExpression] {
        let none = NftData([0, 0, 0, 0])
        return [
            .ct(key: key, dreg: 1, direction: nil),
            .bitwise(
                sreg: 1, dreg: 1, len: 4, op: .maskXor, mask: NftData([mask, 0, 0, 0]), xor: none, data: nil, sreg2: nil
            ),
            .cmp(sreg: 1, op: .neq, data: none),
        ]
    }

    static func destination(_ proto: String, _ port: UInt16) -> [NftExpression] {
        carrying(proto == "tcp" ? 6 : 17) + [
            .payload(dreg: 1, base: .th, offset: 2, len: 2),
            .cmp(sreg: 1, op: .eq, data: NftData([UInt8(port >> 8), UInt8(port & 0xff)])),
        ]
    }
}
