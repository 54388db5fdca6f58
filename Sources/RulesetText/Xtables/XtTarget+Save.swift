import Addresses
import NetworkModel

extension XtTarget {
    func write(to out: inout XtWords) {
        guard let name else { return }
        if case .goto = self { out.add("-g", name) } else { out.add("-j", name) }
        switch self {
        case .none, .accept, .drop, .queue, .return, .jump, .goto, .notrack, .trace: break
        case .reject(let reject): out.option("--reject-with", reject.name)
        case .dnat(let nat): nat.write("--to-destination", to: &out)
        case .snat(let nat): nat.write("--to-source", to: &out)
        case .masquerade(let nat), .redirect(let nat): nat.writePorts(to: &out)
        case .netmap(let nat): out.option("--to", nat.network)
        case .mark(let mark): out.option("--set-xmark", mark.whole)
        case .connmark(let target): target.write(to: &out)
        case .ct(let ct): ct.write(to: &out)
        case .tproxy(let target):
            out.option("--on-port", "\(target.port)")
            out.option("--on-ip", "\(target.address)")
            out.option("--tproxy-mark", target.mark.whole)
        case .log(let log): log.write(to: &out)
        case .nflog(let log): log.write(to: &out)
        case .nfqueue(let queue): queue.write(to: &out)
        case .tcpmss(let size):
            if size == .max { out.add("--clamp-mss-to-pmtu") } else { out.option("--set-mss", "\(size)") }
        case .classify(let handle):
            out.option("--set-class", "\((handle >> 16).hexWord):\((handle & 0xffff).hexWord)")
        case .dscp(let value): out.option("--set-dscp", String(hexByte: value))
        case .tos(let value): out.option("--set-tos", String(hexByte: value.value) + "/" + String(hexByte: value.mask))
        case .ttl(let target): target.write("--ttl", to: &out)
        case .hl(let target): target.write("--hl", to: &out)
        case .checksum(let operation): out.flag("--checksum-fill", operation & 1 != 0)
        case .set(let target): target.write(to: &out)
        case .audit(let type):
            out.option(
                "--type", ["accept", "drop", "reject"].enumerated().first { $0.offset == type }?.element ?? "\(type)")
        case .unknown(_, let revision, let bytes):
            out.add("[\(bytes.count) bytes of unknown target revision \(revision)]")
        }
    }
}

extension XtReject {
    private static let ipv4 = [
        "icmp-net-unreachable", "icmp-host-unreachable", "icmp-proto-unreachable", "icmp-port-unreachable",
        "echo-reply",
        "icmp-net-prohibited", "icmp-host-prohibited", "tcp-reset", "icmp-admin-prohibited",
    ]
    private static let ipv6 = [
        "icmp6-no-route", "icmp6-adm-prohibited", "icmp6-not-neighbour", "icmp6-addr-unreachable",
        "icmp6-port-unreachable",
        "icmp6-echoreply", "tcp-reset", "icmp6-policy-fail", "icmp6-reject-route",
    ]

    /// The word behind `--reject-with`.
    public var name: String {
        let names = family == .inet ? Self.ipv4 : Self.ipv6
        let number = Int(clamping: with)
        return names.indices.contains(number) ? names[number] : "\(with)"
    }
}

extension XtHopsTarget {
    func write(_ prefix: String, to out: inout XtWords) {
        switch mode {
        case .set: out.option("\(prefix)-set", "\(value)")
        case .increase: out.option("\(prefix)-inc", "\(value)")
        case .decrease: out.option("\(prefix)-dec", "\(value)")
        }
    }
}

extension XtSetTarget {
    /// IPSET_FLAG_*.
    private enum Flag {
        static let exist: UInt32 = 1
        static let mapMark: UInt32 = 1 << 8
        static let mapPrio: UInt32 = 1 << 9
        static let mapQueue: UInt32 = 1 << 10
    }

    func write(to out: inout XtWords) {
        if let add { out.option("--add-set", add.text(out.sets)) }
        if add != nil || map == nil {
            out.flag("--exist", flags & Flag.exist != 0)
            if let timeout { out.option("--timeout", "\(timeout)") }
        }
        if let del { out.option("--del-set", del.text(out.sets)) }
        if let map {
            out.option("--map-set", map.text(out.sets))
            out.flag("--map-mark", flags & Flag.mapMark != 0)
            out.flag("--map-prio", flags & Flag.mapPrio != 0)
            out.flag("--map-queue", flags & Flag.mapQueue != 0)
        }
    }
}

extension UInt32 {
    /// `00ff`
    fileprivate var hexWord: String {
        let digits = String(self, radix: 16)
        return "0000".dropLast(digits.count) + digits
    }
}
