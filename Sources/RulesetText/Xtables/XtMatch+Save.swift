import NetworkModel

extension XtMatch {
    func write(to out: inout XtWords) {
        switch self {
        case .tcp(let match): match.write(to: &out)
        case .udp(let match), .udplite(let match): match.write(to: &out)
        case .sctp(let match): match.write(to: &out)
        case .icmp(let match): match.write("--icmp-type", anyType: 255, to: &out)
        case .icmp6(let match): match.write("--icmpv6-type", anyType: nil, to: &out)
        case .multiport(let match): match.write(to: &out)
        case .esp(let range): out.option("--espspi", range) { $0.text() }
        case .ah(let range): out.option("--ahspi", range) { $0.text() }
        case .conntrack(let match): match.write(to: &out)
        case .connmark(let mark), .mark(let mark): out.option("--mark", mark) { $0.text }
        case .connbytes(let match): match.write(to: &out)
        case .connlimit(let match): match.write(to: &out)
        case .helper(let name): out.option("--helper", name) { String(quoted: $0) }
        case .addrtype(let match): match.write(to: &out)
        case .iprange(let match):
            out.option("--src-range", match.src) { "\($0.min)-\($0.max)" }
            out.option("--dst-range", match.dst) { "\($0.min)-\($0.max)" }
        case .mac(let address): out.option("--mac-source", address) { "\($0)" }
        case .pkttype(let type): out.option("--pkt-type", type, Self.packetType)
        case .physdev(let match): match.write(to: &out)
        case .devgroup(let match):
            out.option("--src-group", match.src) { $0.named(zero: "default") }
            out.option("--dst-group", match.dst) { $0.named(zero: "default") }
        case .realm(let realm): out.option("--realm", realm) { $0.named(zero: "cosmos") }
        case .rpfilter(let match): match.write(to: &out)
        case .comment(let text): out.option("--comment", String(quoted: text))
        case .statistic(let match): match.write(to: &out)
        case .limit(let match): match.write(to: &out)
        case .hashlimit(let match): match.write(to: &out)
        case .recent(let match): match.write(to: &out)
        case .quota(let quota): out.option("--quota", quota) { "\($0)" }
        case .time(let match): match.write(to: &out)
        case .set(let match): match.write(to: &out)
        case .owner(let match): match.write(to: &out)
        case .cgroup(let match):
            out.option("--path", match.path) { $0 }
            out.option("--cgroup", match.classid) { "\($0)" }
        case .socket(let match):
            out.flag("--transparent", match.transparent)
            out.flag("--nowildcard", match.nowildcard)
            out.flag("--restore-skmark", match.restoresMark)
        case .length(let range): out.option("--length", range) { $0.text() }
        case .ttl(let match): match.write("--ttl", to: &out)
        case .hl(let match): match.write("--hl", to: &out)
        case .dscp(let value): out.option("--dscp", value) { String(hexByte: $0) }
        case .tos(let value): out.option("--tos", value) { String(hexByte: $0.value) + "/" + String(hexByte: $0.mask) }
        case .ecn(let match): match.write(to: &out)
        case .tcpmss(let range): out.option("--mss", range) { $0.text() }
        case .cpu(let number): out.option("--cpu", number) { "\($0)" }
        case .policy(let match): out.add("[flags \(match.flags), elements \(match.elements)]")
        case .unknown(_, let revision, let bytes):
            out.add("[\(bytes.count) bytes of unknown match revision \(revision)]")
        }
    }

    private static func packetType(_ type: UInt32) -> String {
        switch type {
        case 0: "unicast"
        case 1: "broadcast"
        case 2: "multicast"
        default: "\(type)"
        }
    }
}

extension String {
    /// `0x0a`
    init(hexByte number: some BinaryInteger) {
        let digits = String(number, radix: 16)
        self.init("0x" + (digits.count < 2 ? "0" : "") + digits)
    }
}
