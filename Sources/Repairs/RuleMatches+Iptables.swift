import Addresses
import NetworkModel

extension RuleMatches {
    /// `-i NAME`, `-o NAME`, `-s PREFIX`, `-d PREFIX`, `-m conntrack --ctstate RELATED,ESTABLISHED`, `-p udp --dport 53`,
    /// `-p icmpv6 --icmpv6-type neighbour-solicitation`, up to `-j ACCEPT`.
    static func iptables(_ words: inout Words) -> [NftExpression]? {
        guard words.value("-j") == "ACCEPT" else { return nil }
        var expressions: [NftExpression] = []
        for (option, key) in [("-i", NftMetaKey.iifname), ("-o", .oifname)] {
            guard let name = words.value(option) else { continue }
            guard isName(name) else { return nil }
            expressions += device(key, name)
        }
        for option in ["-s", "-d"] {
            guard let text = words.value(option) else { continue }
            guard let prefix = Scratch.prefix(text) else { return nil }
            expressions += address(prefix, isSource: option == "-s")
        }
        if words.next == "-p", let type = icmpType(&words) {
            expressions += icmpv6(type)
        } else if let proto = words.value("-p") {
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
        guard [input, output].compactMap({ $0 }).allSatisfy(isName) else { return nil }
        rule.inInterface = input.map { Invertible(XtInterface(name: $0)) }
        rule.outInterface = output.map { Invertible(XtInterface(name: $0)) }
        for option in ["-s", "-d"] {
            guard let text = words.value(option) else { continue }
            guard let prefix = Scratch.prefix(text) else { return nil }
            let ones: UInt128 = prefix.family == .inet ? 0xffff_ffff : .max
            let low: UInt128 = prefix.length == 0 ? ones : ones >> UInt128(prefix.length)
            let mask = IPAddress(family: prefix.family, bits: ones & ~(prefix.length == prefix.family.width ? 0 : low))
            let pattern = Invertible(XtAddress(prefix.network.address, mask: mask))
            if option == "-s" { rule.src = pattern } else { rule.dst = pattern }
        }
        if words.next == "-p", let type = icmpType(&words) {
            rule.proto = Invertible(58)
            rule.matches.append(.icmp6(XtICMP(type: type, code: XtRange(0, 255))))
        } else if let proto = words.value("-p") {
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

    /// `-p icmpv6 --icmpv6-type NAME`; nil for other protocols.
    private static func icmpType(_ words: inout Words) -> UInt8? {
        var rest = words
        guard let proto = rest.value("-p"), protocols[proto] == 58,
            let type = rest.value("--icmpv6-type").flatMap({ icmpNames[$0] })
        else { return nil }
        words = rest
        return type
    }
}
