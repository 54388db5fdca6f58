import Addresses
import NetworkModel

/// Whether a rule is for a flow: fib_rule_match, fib4_rule_match and fib6_rule_match.
enum RuleMatch: Equatable {
    case matches
    /// The selector that does not fit.
    case mismatch(String)
    /// Depends on something the flow leaves open or nobody read.
    case open(String)
}

struct RuleSelectors {
    let devices: Devices

    func match(_ rule: Rule, _ key: FlowKey) -> RuleMatch {
        let verdict = matchIgnoringNot(rule, key)
        guard rule.invert else { return verdict }
        switch verdict {
        case .matches: return .mismatch("not")
        case .mismatch: return .matches
        case .open: return verdict
        }
    }

    /// A selector that surely does not fit outweighs any that are open.
    private func matchIgnoringNot(_ rule: Rule, _ key: FlowKey) -> RuleMatch {
        var open: String?
        for check in [
            addresses(rule, key), packet(rule, key), transport(rule, key), device(rule.iif, key.iif, "iif", key.l3mdev),
            device(rule.oif, key.oif, "oif", key.l3mdev), user(rule, key), vrf(rule, key), tunnel(rule),
        ] {
            switch check {
            case .matches: continue
            case .mismatch: return check
            case .open(let reason): open = open ?? reason
            }
        }
        return open.map(RuleMatch.open) ?? .matches
    }

    private func addresses(_ rule: Rule, _ key: FlowKey) -> RuleMatch {
        if let dst = rule.dst, !dst.contains(key.dst) { return .mismatch("to") }
        guard let src = rule.src, src.length > 0 else { return .matches }
        // IPv6 never matches `from` while no source is bound (RT6_LOOKUP_F_HAS_SADDR); IPv4 compares zero.
        if key.src == nil, key.dst.family == .inet6 { return .mismatch("from") }
        return src.contains(key.srcOrAny) ? .matches : .mismatch("from")
    }

    private func packet(_ rule: Rule, _ key: FlowKey) -> RuleMatch {
        if rule.fwmark != nil || rule.fwmask != nil {
            let mask = rule.fwmask ?? .max
            if (key.mark ^ (rule.fwmark ?? 0)) & mask != 0 { return .mismatch("fwmark") }
        }
        if let tos = rule.tos, tos != 0, tos != Int(DSField.compared(key.tos, key.dst.family)) {
            return .mismatch("tos")
        }
        return .matches
    }

    private func transport(_ rule: Rule, _ key: FlowKey) -> RuleMatch {
        var open: String?
        if let proto = rule.ipProto, proto != 0 {
            if let flow = key.proto {
                if Int(flow) != proto { return .mismatch("ipproto") }
            } else {
                open = "the flow's protocol is open, and a rule asks for it"
            }
        }
        for (range, port, name) in [(rule.sport, key.sport, "sport"), (rule.dport, key.dport, "dport")] {
            guard let range else { continue }
            if let port = port ?? portlessDefault(key) {
                if !(range.start <= port && port <= range.end) { return .mismatch(name) }
            } else {
                open = open ?? "the flow's \(name) is open, and a rule asks for it"
            }
        }
        return open.map(RuleMatch.open) ?? .matches
    }

    /// Protocols without ports leave the key's ports at zero.
    private func portlessDefault(_ key: FlowKey) -> UInt16? {
        let withPorts: [UInt8] = [6, 17, 33, 132, 136]
        guard let proto = key.proto, !withPorts.contains(proto) else { return nil }
        return 0
    }

    /// fib_rule_iif_match, fib_rule_oif_match: a rule that names a VRF is for all its ports.
    private func device(_ name: String?, _ ifindex: Int?, _ selector: String, _ l3mdev: Int?) -> RuleMatch {
        guard let name else { return .matches }
        do {
            if let l3mdev, try devices.isNamed(name, l3mdev) { return .matches }
            guard let ifindex else { return .mismatch(selector) }
            return try devices.isNamed(name, ifindex) ? .matches : .mismatch(selector)
        } catch {
            return .open(error.reason)
        }
    }

    private func user(_ rule: Rule, _ key: FlowKey) -> RuleMatch {
        guard let range = rule.uidRange, let start = range.first, let end = range.last else { return .matches }
        guard let uid = key.uid else { return .open("the sender's uid is open, and a rule asks for it") }
        return start <= uid && uid <= end ? .matches : .mismatch("uidrange")
    }

    private func vrf(_ rule: Rule, _ key: FlowKey) -> RuleMatch {
        rule.l3mdev && key.l3mdev == nil ? .mismatch("l3mdev") : .matches
    }

    /// Only packets out of a tunnel in metadata mode carry an id.
    private func tunnel(_ rule: Rule) -> RuleMatch {
        (rule.tunnelId ?? 0) == 0 ? .matches : .mismatch("tun_id")
    }
}

/// The part of the DS field that routing looks at.
enum DSField {
    /// IPTOS_RT_MASK for IPv4 (fib_dscp_masked_match); all of the DSCP for IPv6 (fib6_rule_match).
    static func compared(_ tos: UInt8, _ family: IPAddress.Family) -> UInt8 { tos & (family == .inet ? 0x1c : 0xfc) }
}
