import Addresses
import NetworkModel

extension RuleMeaning {
    /// A rule of iptables-legacy.
    public init(_ rule: XtRule, _ family: IPAddress.Family) {
        self.init()
        conditions.family = family
        conditions.add(rule)
        for match in rule.matches { conditions.add(match) }
        if let action = RuleAction(rule.target) { actions.append(action) }
    }
}

extension RuleConditions {
    /// The fields of struct ipt_entry itself.
    fileprivate mutating func add(_ rule: XtRule) {
        if let src = rule.src { sources.append(RuleTest(.masked(src.value), inverted: src.inverted)) }
        if let dst = rule.dst { destinations.append(RuleTest(.masked(dst.value), inverted: dst.inverted)) }
        if let device = rule.inInterface { inputs.append(RuleTest(.named(device.value), inverted: device.inverted)) }
        if let device = rule.outInterface { outputs.append(RuleTest(.named(device.value), inverted: device.inverted)) }
        if let proto = rule.proto {
            let number = UInt8(exactly: proto.value)
            protocols.append(RuleTest(.values(number.map { [$0] } ?? []), inverted: proto.inverted))
        }
        if let fragment = rule.fragment { others.append(OtherTest(.header, .fragment(fragment))) }
    }

    /// What one `-m` asks, in either world.
    mutating func add(_ match: XtMatch) {
        switch match {
        // Words for people.
        case .comment: break
        case .tcp(let tcp):
            add(tcp.sport, tcp.dport)
            guard tcp.flags != nil || tcp.option != nil else { break }
            var rest = tcp
            (rest.sport, rest.dport) = (nil, nil)
            others.append(OtherTest(.header, .match(.tcp(rest))))
        case .udp(let udp), .udplite(let udp): add(udp.sport, udp.dport)
        case .sctp(let sctp):
            add(sctp.sport, sctp.dport)
            if sctp.asksForChunks { unknown.append(.match(match)) }
        case .multiport(let ports): add(ports)
        case .iprange(let ranges): add(ranges)
        case .set(let set): add(set)
        case .unknown: unknown.append(.match(match))
        case .quota: others.append(OtherTest(.rate, .match(.quota(Invertible(0)))))
        default: others.append(OtherTest(match.subject, .match(match)))
        }
    }

    private mutating func add(_ sport: Invertible<XtRange>?, _ dport: Invertible<XtRange>?) {
        if let sport { sourcePorts.append(RuleTest(.values(sport.value.ports), inverted: sport.inverted)) }
        if let dport { destinationPorts.append(RuleTest(.values(dport.value.ports), inverted: dport.inverted)) }
    }

    private mutating func add(_ multiport: XtMultiport) {
        let test = RuleTest(.values(multiport.ports.flatMap(\.ports)), inverted: multiport.inverted)
        switch multiport.side {
        case .source: sourcePorts.append(test)
        case .destination: destinationPorts.append(test)
        // One of both: nothing is asked of either alone.
        case .either: others.append(OtherTest(.header, .match(.multiport(multiport))))
        }
    }

    private mutating func add(_ match: XtIprange) {
        for (range, place) in [(match.src, \RuleConditions.sources), (match.dst, \.destinations)] {
            guard let range else { continue }
            let (low, high) = (range.value.min, range.value.max)
            let patterns = low.family == high.family && low <= high ? [AddressPattern.range(low...high)] : []
            self[keyPath: place].append(RuleTest(.values(patterns), inverted: range.inverted))
        }
    }

    private mutating func add(_ match: XtSetMatch) {
        // Of sets of more than addresses, and of members that must have been met, nobody knows what they ask of one field.
        guard match.set.sources.count == 1, let isSource = match.set.sources.first, match.packets == nil,
            match.bytes == nil
        else {
            unknown.append(.match(.set(match)))
            return
        }
        let test = RuleTest<AddressPattern>(.members(.ipset(index: match.set.index)), inverted: match.inverted)
        if isSource { sources.append(test) } else { destinations.append(test) }
    }
}

extension XtRange {
    fileprivate var ports: [ClosedRange<UInt16>] {
        let (low, high) = (UInt16(clamping: min), UInt16(clamping: max))
        return low <= high ? [low...high] : []
    }
}

extension XtMatch {
    /// What those are about that have no place of their own in the conditions.
    fileprivate var subject: OtherTest.Subject {
        switch self {
        case .mark, .connmark: .mark
        case .conntrack, .connbytes, .helper: .connection
        case .addrtype, .realm, .rpfilter: .route
        case .mac, .pkttype, .physdev: .frame
        case .devgroup: .interface
        case .owner, .cgroup, .socket: .socket
        case .policy: .ipsec
        case .limit, .hashlimit, .recent, .quota, .connlimit: .rate
        case .statistic, .cpu: .chance
        default: .header
        }
    }
}

extension RuleAction {
    /// Nil for no target.
    init?(_ target: XtTarget) {
        switch target {
        case .none: return nil
        case .accept: self = .accept
        case .drop: self = .drop
        case .queue, .nfqueue: self = .queue
        case .return: self = .return
        case .jump(let chain): self = .jump(chain)
        case .goto(let chain): self = .goto(chain)
        case .reject: self = .reject
        case .dnat(let nat): self = .translate(RuleTranslation(.destination, nat, else: .addresses(nil)))
        case .snat(let nat): self = .translate(RuleTranslation(.source, nat, else: .addresses(nil)))
        case .masquerade(let nat): self = .translate(RuleTranslation(.source, nat, else: .masquerade))
        case .redirect(let nat): self = .translate(RuleTranslation(.destination, nat, else: .redirect))
        case .netmap(let nat): self = .translate(RuleTranslation(nil, nat, else: .addresses(nil), isPrefix: true))
        case .tcpmss(let size): self = .clampSegments(size == .max ? nil : size)
        case .notrack: self = .exemptFromTracking
        case .ct(let ct) where ct.notrack: self = .exemptFromTracking
        case .ct(let ct) where ct.zone != nil: self = .setZone
        case .ttl, .hl: self = .setTimeToLive
        case .mark, .connmark, .ct, .tproxy, .log, .nflog, .trace, .classify, .dscp, .tos, .checksum, .set, .audit:
            self = .other
        case .unknown: self = .unknown
        }
    }
}

extension RuleTranslation {
    fileprivate init(
        _ side: NATRequest.Side?, _ nat: XtNat, else target: NATRequest.Target, isPrefix: Bool = false
    ) {
        self.init(side, to: target)
        if case .addresses = target {
            self.target = nat.range.map { isPrefix ? .prefix($0) : .addresses($0) } ?? target
            isKnown = nat.addresses == nil ? !isPrefix : nat.range != nil
        }
        if let ports = nat.ports {
            self.ports = ports.ports.first
            if ports.ports.isEmpty { isKnown = false }
        }
    }
}
