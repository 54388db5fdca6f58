import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// xfrm_lookup, __xfrm_policy_check: what IPsec policies make of a packet. Nil where it goes on as it is, else its
    /// end. What is to be encrypted leaves this trace's sight.
    ///
    /// - Parameter ref: the device that it leaves by, or came in by, whose settings can switch policies off.
    func judged(
        _ flight: PacketInFlight, _ direction: XfrmPolicy.Direction, at ref: LinkRef
    ) throws(NotKnown) -> PacketInFlight? {
        guard aim.isVerdict, let xfrm = try known(query.xfrm(ref.netns), "IPsec policies"), !xfrm.isEmpty else {
            return nil
        }
        let packet = direction == .out ? flight.packet : flight.beforeNAT(in: ref.netns)
        guard let policy = try first(direction, of: xfrm, for: packet, at: ref) else {
            guard xfrm.blocked.contains(direction), try !isExempt(direction, flight.packet.family, ref) else {
                return nil
            }
            let reason = "no policy covers it, and the default \(direction.name) is to block"
            return blocked(flight, .defaultXfrm(direction), "default", reason, ref)
        }
        guard try !isExempt(direction, flight.packet.family, ref) else { return nil }
        if policy.isBlock {
            return blocked(flight, .xfrm(policy), policy.words, "the policy '\(policy.words)' blocks it", ref)
        }
        let required = policy.templates.filter { !$0.isOptional }
        guard direction == .out else {
            guard !required.isEmpty else { return nil }
            let reason = "the policy '\(policy.words)' takes only what came by IPsec, and this did not"
            return blocked(flight, .xfrm(policy), policy.words, reason, ref)
        }
        for template in required where !xfrm.states.contains(where: { template.fits($0, for: packet) }) {
            if xfrm.hasKeyManager == false {
                let reason =
                    "the policy '\(policy.words)' encrypts it, there is no state for that, and no program that agrees on one"
                return blocked(flight, .xfrm(policy), policy.words, reason, ref)
            }
            throw NotKnown(
                "the policy '\(policy.words)' encrypts it, and whether the state that it lacks comes is not known")
        }
        let isEncrypted = policy.templates.contains { template in
            xfrm.states.contains { template.fits($0, for: packet) }
        }
        if isEncrypted { throw NotKnown("it is encrypted by the policy '\(policy.words)', and not followed further") }
        return nil
    }

    private func blocked(
        _ flight: PacketInFlight, _ detail: DropPoint.Detail, _ name: String, _ reason: String, _ ref: LinkRef
    ) -> PacketInFlight {
        flight.with(Hop(ref.netns, .xfrm, link: ref, name: self.name(ref.netns, ref.ifindex), .drop, because: reason))
            .ended(.dropped, DropPoint(ref.netns, .xfrm, .policy, name, reason, link: ref, detail: detail))
    }

    /// The smallest number wins, then who was there first; a dump begins with the last one.
    private func first(
        _ direction: XfrmPolicy.Direction, of xfrm: Xfrm, for packet: Packet, at ref: LinkRef
    ) throws(NotKnown) -> XfrmPolicy? {
        let ordered = xfrm.policies.reversed().filter {
            $0.direction == direction && $0.src.address.family == packet.family
        }
        .enumerated().sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }.map(\.element)
        for policy in ordered {
            guard policy.src.contains(packet.src), policy.dst.contains(packet.dst), policy.ifId == 0 else { continue }
            guard let isCovered = policy.covers(packet, ref) else {
                throw NotKnown("whether the IPsec policy '\(policy.words)' covers it is not known")
            }
            if !isCovered { continue }
            guard !policy.isSub else { throw NotKnown("the IPsec policy '\(policy.words)' of type sub covers it") }
            return policy
        }
        return nil
    }

    /// disable_xfrm of the device that it leaves by, disable_policy of that which it came in by. The loopback device has
    /// both. IPv6 has only the second.
    private func isExempt(
        _ direction: XfrmPolicy.Direction, _ family: IPAddress.Family, _ ref: LinkRef
    ) throws(NotKnown) -> Bool {
        if direction == .out, family == .inet6 { return false }
        let version = family == .inet ? "ipv4" : "ipv6"
        let setting = direction == .out ? "disable_xfrm" : "disable_policy"
        for device in ["all", name(ref.netns, ref.ifindex)] {
            if try self.setting("net.\(version).conf.\(device).\(setting)", in: ref.netns) == 1 { return true }
        }
        return false
    }
}

extension XfrmPolicy {
    /// Protocol, ports, device and mark; nil where one that counts is not known.
    fileprivate func covers(_ packet: Packet, _ ref: LinkRef) -> Bool? {
        if proto != 0, proto != packet.transport.proto { return false }
        if ifindex != 0 {
            // What a received packet is compared with depends on where it goes.
            guard direction == .out else { return nil }
            if ifindex != ref.ifindex { return false }
        }
        if markMask != 0 {
            guard let packetMark = packet.mark else { return nil }
            if packetMark & markMask != mark { return false }
        }
        let (source, destination) = packet.transport.flowPorts
        for (wanted, mask, port) in [(sport, sportMask, source), (dport, dportMask, destination)] where mask != 0 {
            guard let port else { return nil }
            if (port ^ wanted) & mask != 0 { return false }
        }
        return true
    }

    /// `dir out action block priority 10 src 10.0.0.0/8 dst 0.0.0.0/0`
    public var words: String {
        let action = isBlock ? "block" : templates.isEmpty ? "allow" : "encrypt"
        return "dir \(direction.name) action \(action) priority \(priority) src \(src) dst \(dst)"
            + (proto == 0 ? "" : " proto \(proto)")
    }
}

extension XfrmPolicy.Template {
    private static let transport: UInt8 = 0

    fileprivate func fits(_ state: XfrmState, for packet: Packet) -> Bool {
        let end = mode == Self.transport || dst.isUnspecified ? packet.dst : dst
        return state.proto == proto && state.mode == mode && state.dst == end && (reqid == 0 || state.reqid == reqid)
    }
}

extension Transport {
    /// What stands for ports where flows are compared (xfrm_flowi_sport): of ICMP its type and code.
    fileprivate var flowPorts: (source: UInt16?, destination: UInt16?) {
        switch self {
        case .icmp(let icmp), .icmpv6(let icmp): (UInt16(icmp.type), UInt16(icmp.code))
        default: ports.map { ($0.source, $0.destination) } ?? (0, 0)
        }
    }
}

extension PacketInFlight {
    /// nf_nat_decode_session: policies of received packets are about their addresses as they came in.
    fileprivate func beforeNAT(in id: NetnsID) -> Packet {
        var packet = packet
        let here = hops.reversed().prefix { $0.netns == id && $0.stage != .device }
        guard let before = here.compactMap(\.nat).last?.before else { return packet }
        (packet.src, packet.dst) = (before.src, before.dst)
        if packet.transport.ports != nil {
            packet.transport.ports = Transport.Ports(source: before.sport, destination: before.dport)
        }
        return packet
    }
}
