import NetworkModel

/// The conditions of a rule that is to be inserted, as the expressions of nf_tables that both nft and iptables-nft make of
/// them.
enum RuleMatches {
    /// `iifname NAME`, `oifname NAME`, `ct state established,related`, `ct status dnat`, `udp dport 53`, up to `accept`, which must come
    /// last. Nil where a word is not understood.
    static func nft(_ words: inout Words) -> [NftExpression]? {
        var expressions: [NftExpression] = []
        while let word = words.take() {
            switch word {
            case "accept": return words.isEmpty ? expressions : nil
            case "iifname", "oifname":
                guard let name = words.take().flatMap(interface) else { return nil }
                expressions += [.meta(key: word == "iifname" ? .iifname : .oifname, dreg: 1), name]
            case "ct":
                guard let key = words.take(), key == "state" || key == "status",
                    let states = words.take().flatMap({ key == "status" && $0 == "dnat" ? state("DNAT") : state($0) })
                else { return nil }
                expressions += states
            case "tcp", "udp":
                guard words.take("dport"), let port = words.take().flatMap({ UInt16($0) }) else { return nil }
                expressions += destination(word, port)
            default: return nil
            }
        }
        return nil
    }

    /// `-i NAME`, `-o NAME`, `-m conntrack --ctstate RELATED,ESTABLISHED`, `-p udp --dport 53`, up to `-j ACCEPT`.
    static func iptables(_ words: inout Words) -> [NftExpression]? {
        guard words.value("-j") == "ACCEPT" else { return nil }
        var expressions: [NftExpression] = []
        for (option, key) in [("-i", NftMetaKey.iifname), ("-o", .oifname)] {
            guard let text = words.value(option) else { continue }
            guard let name = interface(text) else { return nil }
            expressions += [.meta(key: key, dreg: 1), name]
        }
        if let proto = words.value("-p") {
            guard ["tcp", "udp"].contains(proto), let port = words.value("--dport").flatMap({ UInt16($0) }) else {
                return nil
            }
            expressions += destination(proto, port)
        }
        if words.next == "-m" {
            guard words.take("-m"), words.take("conntrack"), let states = words.value("--ctstate").flatMap(state) else {
                return nil
            }
            expressions += states
        }
        return words.isEmpty ? expressions : nil
    }

    /// The same for iptables-legacy.
    static func legacy(_ words: inout Words) -> XtRule? {
        guard words.value("-j") == "ACCEPT" else { return nil }
        var rule = XtRule()
        rule.target = .accept
        let (input, output) = (words.value("-i"), words.value("-o"))
        guard [input, output].compactMap({ $0 }).allSatisfy({ interface($0) != nil }) else { return nil }
        rule.inInterface = input.map { Invertible(XtInterface(name: $0)) }
        rule.outInterface = output.map { Invertible(XtInterface(name: $0)) }
        if let proto = words.value("-p") {
            guard ["tcp", "udp"].contains(proto), let port = words.value("--dport").flatMap({ UInt16($0) }) else {
                return nil
            }
            rule.proto = Invertible(proto == "tcp" ? 6 : 17)
            var (tcp, udp) = (XtTCP(), XtUDP())
            (tcp.dport, udp.dport) = (
                Invertible(XtRange(UInt32(port), UInt32(port))), Invertible(XtRange(UInt32(port), UInt32(port)))
            )
            rule.matches.append(proto == "tcp" ? .tcp(tcp) : .udp(udp))
        }
        if words.take("-m") {
            let states: [String: XtStates] = [
                "RELATED,ESTABLISHED": [.related, .established], "ESTABLISHED,RELATED": [.related, .established],
                "DNAT": .dnat,
            ]
            guard words.take("conntrack"), let state = words.value("--ctstate").flatMap({ states[$0] }) else {
                return nil
            }
            var match = XtConntrack()
            match.state = Invertible(state)
            rule.matches.append(.conntrack(match))
        }
        return words.isEmpty ? rule : nil
    }

    /// IFNAMSIZ bytes, padded. A name that ends in + or * stands for many.
    private static func interface(_ name: String) -> NftExpression? {
        guard (1..<16).contains(name.utf8.count), name.last != "+", name.last != "*" else { return nil }
        let bytes = Array(name.utf8)
        return .cmp(sreg: 1, op: .eq, data: NftData(bytes + [UInt8](repeating: 0, count: 16 - bytes.count)))
    }

    /// NF_CT_STATE_BIT of linux/netfilter/nf_conntrack_common.h, in host byte order; `DNAT` is IPS_DST_NAT of the status.
    private static func state(_ text: String) -> [NftExpression]? {
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

    private static func destination(_ proto: String, _ port: UInt16) -> [NftExpression] {
        [
            .meta(key: .l4proto, dreg: 1), .cmp(sreg: 1, op: .eq, data: NftData([proto == "tcp" ? 6 : 17])),
            .payload(dreg: 1, base: .th, offset: 2, len: 2),
            .cmp(sreg: 1, op: .eq, data: NftData([UInt8(port >> 8), UInt8(port & 0xff)])),
        ]
    }
}
