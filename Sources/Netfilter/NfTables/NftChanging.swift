import Addresses
import NetworkModel
import SnapshotQuery

// Expressions that change the packet or its connection and let the rule go on.

extension NftRuleRun {
    func change(_ expression: NftExpression, _ state: inout NftState, _ registers: NftRegisters) -> NftStep {
        switch expression {
        case .log, .flowOffload: return .next
        case .payloadSet(let sreg, let base, let offset, let len, _, _, _):
            return write(base, offset, registers.load(sreg, len), &state)
        case .metaSet(let key, let sreg): return set(key, registers.load(sreg, 4), &state)
        case .ctSet(let key, let sreg, _): return set(key, registers, sreg, &state)
        case .exthdrSet(let sreg, let op, let type, _, let len):
            guard op == .tcpopt, case .tcp(var tcp) = state.packet.transport else { return .stop(nil) }
            // The MSS is only ever lowered.
            if type == 2, let old = tcp.maximumSegment {
                tcp.maximumSegment = registers.load(sreg, len).big(UInt16.self).map { min($0, old) }
                state.packet.transport = .tcp(tcp)
            }
            return .next
        case .notrack:
            switch state.packet.tracking {
            case .none: state.packet.tracking = .untracked
            case .untracked, .tracked: break
            case .unknown: return .next
            }
            return .next
        case .dup(_, let dev):
            state.copies.append(dev.map { device(registers, $0)?.name ?? "a device" } ?? "an address")
            return .next
        default: return .next
        }
    }

    private func write(_ base: NftPayloadBase, _ offset: Int, _ value: KnownBytes, _ state: inout NftState) -> NftStep {
        if case .missing = state.packet.header(base) { return .stop(nil) }
        if let readable = state.packet.readable(base), offset > readable - value.count { return .stop(nil) }
        // Checksums and what else a simulated packet does not have.
        if base == .nh, state.packet.etherType == 0x0800, [4, 5, 6, 7, 10, 11].contains(offset) { return .next }
        return state.packet.rewrite(base, offset: offset, value)
            ? .next : .unknown("what it writes into the packet is not modelled")
    }

    /// nft_meta_set_eval
    private func set(_ key: NftMetaKey, _ value: KnownBytes, _ state: inout NftState) -> NftStep {
        switch key {
        case .mark: state.packet.mark = value.host(UInt32.self)
        case .priority: state.packet.priority = value.host(UInt32.self)
        case .pkttype:
            guard let number = value.big(UInt8.self), let kind = Packet.Kind(rawValue: number) else {
                return .unknown("the packet type that it sets is not known")
            }
            // Only between those that are for this host or for all.
            if Self.settable.contains(kind), Self.settable.contains(state.packet.kind) { state.packet.kind = kind }
        case .nftrace, .secmark: break
        default: return .unknown("meta \(key.rawValue) set is not modelled")
        }
        return .next
    }

    /// skb_pkt_type_ok
    private static var settable: [Packet.Kind] { [.host, .broadcast, .multicast, .otherhost] }

    /// nft_ct_set_eval and nft_ct_set_zone_eval
    private func set(_ key: NftCtKey, _ registers: NftRegisters, _ sreg: Int, _ state: inout NftState) -> NftStep {
        if key == .zone {
            guard let zone = registers.load(sreg, 2).host(UInt16.self) else {
                return .unknown("the zone that it sets is not known")
            }
            if case .none = state.packet.tracking { state.zone = zone }
            return .next
        }
        guard case .tracked(var connection) = state.packet.tracking else { return .next }
        switch key {
        case .mark: connection.mark = registers.load(sreg, 4).host(UInt32.self)
        case .label:
            let bits = registers.load(sreg, 16)
            connection.labels = bits.value.flatMap { new in
                connection.labels.map { old in new.enumerated().map { $1 | ($0 < old.count ? old[$0] : 0) } }
            }
        case .secmark, .event: break
        default: return .unknown("ct \(key.rawValue) set is not modelled")
        }
        state.packet.tracking = .tracked(connection)
        return .next
    }

    /// The device whose index a register holds.
    func device(_ registers: NftRegisters, _ word: Int) -> Interface? {
        guard let index = registers.load(word, 4).host(UInt32.self),
            let link = context.query.link(context.point.netns, Int(index)).value
        else { return nil }
        return Interface(link)
    }
}
