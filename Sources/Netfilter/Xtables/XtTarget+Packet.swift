import Addresses
import NetworkModel
import RulesetText

extension XtTarget {
    /// What a target does with a packet that passed its rule: the target functions of net/netfilter/xt_*.c. Jumps and
    /// returns are the chain's business.
    func apply(_ packet: Packet, by rule: RuleReference, _ context: HookContext) -> CompatTarget {
        var packet = packet
        switch self {
        case .none, .jump, .goto, .log, .nflog, .trace, .audit, .checksum, .set: return .next(packet)
        case .return: return .return
        case .accept: return .verdict(.accept)
        case .drop: return .verdict(.drop(by: rule))
        case .queue: return .verdict(.queue(numbers: 0...0, bypass: false, by: rule))
        case .nfqueue(let queue):
            return .verdict(
                .queue(
                    numbers: HookVerdict.queues(queue.queue, count: queue.total), bypass: queue.bypass, by: rule))
        case .reject(let reject): return .verdict(reject.verdict(packet, by: rule))
        case .dnat(let nat): return nat.request(.destination, .addresses(nil), by: rule)
        case .snat(let nat): return nat.request(.source, .addresses(nil), by: rule)
        case .masquerade(let nat): return nat.request(.source, .masquerade, by: rule)
        case .redirect(let nat): return nat.request(.destination, .redirect, by: rule)
        case .netmap(let nat):
            let isSource = context.point.hook == .postrouting || context.point.hook == .input
            guard let range = nat.range else { return .unknown("NETMAP has no network") }
            return nat.request(isSource ? .source : .destination, .prefix(range), by: rule)
        case .mark(let mark): packet.mark = packet.mark.map { $0 & ~mark.mask ^ mark.value } ?? mark.whatIsSet
        case .connmark(let target): target.apply(&packet)
        case .ct(let ct): return ct.apply(packet)
        case .notrack: if case .none = packet.tracking { packet.tracking = .untracked }
        case .tproxy(let target): return target.apply(packet, by: rule, context)
        case .tcpmss(let size):
            // Only ever made smaller; what the path allows is not known here.
            guard case .tcp(var tcp) = packet.transport else { return .next(packet) }
            tcp.maximumSegment = size == .max ? nil : tcp.maximumSegment.map { min($0, size) }
            packet.transport = .tcp(tcp)
        case .classify(let handle): packet.priority = handle
        case .dscp(let value): packet.tos = packet.tos.map { $0 & 3 | value << 2 }
        case .tos(let tos):
            packet.tos = packet.tos.map {
                $0 & ~UInt8(truncatingIfNeeded: tos.mask) ^ UInt8(truncatingIfNeeded: tos.value)
            }
        case .ttl(let target), .hl(let target): packet.ttl = target.apply(packet.ttl)
        case .unknown(let name, _, _): return Self.unknown(name, packet)
        }
        return .next(packet)
    }

    /// Targets that let every packet go on, whatever else they do.
    private static let passing: Set<String> = [
        "CONNSECMARK", "ECN", "IDLETIMER", "LED", "RATEEST", "SECMARK", "TCPOPTSTRIP", "TEE", "ULOG",
    ]

    /// Whether it matched makes no difference to any packet.
    var isSilent: Bool {
        switch self {
        case .none, .log, .nflog, .trace, .audit, .checksum, .set: true
        case .unknown(let name, _, _): Self.passing.contains(name)
        default: false
        }
    }

    /// The packet ends here.
    var isLoss: Bool {
        switch self {
        case .drop, .reject: true
        default: false
        }
    }

    private static func unknown(_ name: String, _ packet: Packet) -> CompatTarget {
        passing.contains(name) ? .next(packet) : .unknown("the target \(name) is not modelled")
    }
}

extension XtMasked {
    /// Of a mark that nobody knew: all of it, if all is set.
    fileprivate var whatIsSet: UInt32? { mask == .max ? value : nil }
}

extension XtReject {
    /// Code of ICMP destination unreachable, by the kernel's number; nil for those that are none.
    private static let ipv4: [UInt8?] = [0, 1, 2, 3, nil, 9, 10, nil, 13]
    private static let ipv6: [UInt8?] = [0, 1, 2, 3, 4, nil, nil, 5, 6]

    /// IPT_TCP_RESET and IP6T_TCP_RESET
    private var isReset: Bool { with == (family == .inet ? 7 : 6) }

    func verdict(_ packet: Packet, by rule: RuleReference) -> HookVerdict {
        if isReset {
            guard case .tcp(let tcp) = packet.transport, tcp.flags & Transport.TCP.rst == 0 else {
                return .drop(by: rule)
            }
            return .reject(.tcpReset, by: rule)
        }
        let codes = family == .inet ? Self.ipv4 : Self.ipv6
        let number = Int(clamping: with)
        guard codes.indices.contains(number), let code = codes[number] else {
            return .unknown(from: rule, because: "the kind \(with) of REJECT is not known")
        }
        return .reject(.icmp(type: family == .inet ? 3 : 1, code: code), by: rule)
    }
}

extension XtNat {
    var range: ClosedRange<IPAddress>? {
        guard let addresses, addresses.min.family == addresses.max.family, addresses.min.bits <= addresses.max.bits
        else { return nil }
        return addresses.min...addresses.max
    }

    func request(_ side: NATRequest.Side, _ target: NATRequest.Target, by rule: RuleReference) -> CompatTarget {
        var request = NATRequest(side, to: target, by: rule)
        if case .addresses = target {
            guard addresses == nil || range != nil else {
                return .unknown("the range of addresses to translate to is empty")
            }
            request.target = .addresses(range)
        }
        if let ports {
            let (low, high) = (UInt16(clamping: ports.min), UInt16(clamping: ports.max))
            guard low <= high else { return .unknown("the range of ports to translate to is empty") }
            request.ports = low...high
        }
        request.basePort = basePort
        request.isRandom = isRandom
        request.isFullyRandom = isFullyRandom
        request.isPersistent = isPersistent
        return .nat(request)
    }
}

extension XtConnmarkTarget {
    func apply(_ packet: inout Packet) {
        guard case .tracked(var connection) = packet.tracking else {
            // A mark that may or may not have come from a connection.
            if case .unknown = packet.tracking, mode == .restore { packet.mark = nil }
            return
        }
        switch mode {
        case .set:
            connection.mark =
                connection.mark.map { shifted($0 & ~ctmask ^ ctmark) } ?? (ctmask == .max ? shifted(ctmark) : nil)
        case .save:
            connection.mark = packet.mark.flatMap { mark in
                connection.mark.map { $0 & ~ctmask ^ shifted(mark & nfmask) }
            }
        case .restore:
            packet.mark = connection.mark.flatMap { mark in packet.mark.map { $0 & ~nfmask ^ shifted(mark & ctmask) } }
        }
        packet.tracking = .tracked(connection)
    }

    private func shifted(_ number: UInt32) -> UInt32 { number << shift }
}

extension XtCt {
    /// xt_ct_target: only packets that conntrack has not seen yet.
    func apply(_ packet: Packet) -> CompatTarget {
        var packet = packet
        guard case .none = packet.tracking else { return .next(packet) }
        if notrack {
            packet.tracking = .untracked
            return .next(packet)
        }
        switch zone {
        case nil, .id(_, .reply), .mark(.reply): return .next(packet)
        case .id(let id, _): return .zone(id, packet)
        case .mark:
            guard let mark = packet.mark else { return .unknown("the packet's mark is not known") }
            return .zone(UInt16(truncatingIfNeeded: mark), packet)
        }
    }
}

extension XtTproxy {
    /// tproxy_tg4: without a transparent socket the packet is dropped.
    func apply(_ packet: Packet, by rule: RuleReference, _ context: HookContext) -> CompatTarget {
        var packet = packet
        let proxy = ProxySocket(address: address.isUnspecified ? nil : address, port: port == 0 ? nil : port)
        let open = SocketLookup(context: context).listeners(for: packet, at: proxy.address, proxy.port)
        if case .absent = open { return .verdict(.drop(by: rule)) }
        packet.mark = packet.mark.map { $0 & ~mark.mask ^ mark.value }
        packet.proxy = proxy
        return .accept(packet, assuming: "a transparent socket listens where TPROXY sends the packet")
    }
}

extension XtHopsTarget {
    func apply(_ ttl: UInt8?) -> UInt8? {
        switch mode {
        case .set: value
        case .increase: ttl.map { UInt8(clamping: Int($0) + Int(value)) }
        case .decrease: ttl.map { UInt8(clamping: Int($0) - Int(value)) }
        }
    }
}
