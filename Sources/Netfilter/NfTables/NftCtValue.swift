import Addresses
import NetworkModel

extension NftCtKey {
    /// nft_ct_get_eval.
    func fetch(_ packet: Packet, direction: Int?) -> NftFetch {
        if case .unknown(let reason) = packet.tracking { return .unknown(reason) }
        guard self != .state else { return .value(KnownBytes(host: packet.tracking.stateBit)) }
        guard case .tracked(let connection) = packet.tracking else { return .none }
        let tuple = direction == 1 ? connection.reply : connection.original
        switch self {
        case .state: return .none
        case .direction: return .value(KnownBytes([connection.direction == .original ? 0 : 1]))
        case .status: return .u32(connection.status.rawValue, "ct status")
        case .mark: return .u32(connection.mark, "ct mark")
        case .zone: return .value(KnownBytes(host: connection.zone))
        case .helper: return connection.helper.map { .name($0) } ?? .none
        case .l3proto: return .value(KnownBytes([connection.original.src.family.rawValue]))
        case .protocol: return .value(KnownBytes([tuple.proto]))
        case .saddr: return .value(KnownBytes(tuple.src))
        case .daddr: return .value(KnownBytes(tuple.dst))
        case .ipSaddr: return tuple.src.family == .inet ? .value(KnownBytes(tuple.src)) : .none
        case .ipDaddr: return tuple.dst.family == .inet ? .value(KnownBytes(tuple.dst)) : .none
        case .ip6Saddr: return tuple.src.family == .inet6 ? .value(KnownBytes(tuple.src)) : .none
        case .ip6Daddr: return tuple.dst.family == .inet6 ? .value(KnownBytes(tuple.dst)) : .none
        case .protoSrc: return .value(KnownBytes(big: tuple.icmpId ?? tuple.sport))
        // Of an echo: type and code.
        case .protoDst: return .value(tuple.icmpId == nil ? KnownBytes(big: tuple.dport) : KnownBytes(unknown: 2))
        case .label:
            guard let labels = connection.labels else { return .unknown("ct label is not known") }
            let bytes = labels.prefix(16)
            return .value(KnownBytes(bytes + [UInt8](repeating: 0, count: 16 - bytes.count)))
        case .secmark, .expiration, .packets, .bytes, .avgpkt, .event, .id:
            return .unknown("ct \(rawValue) is not modelled")
        }
    }
}

extension Tracking {
    /// NF_CT_STATE_*_BIT
    fileprivate var stateBit: UInt32? {
        switch self {
        case .none: 1
        case .untracked: 64
        case .unknown: nil
        case .tracked(let connection):
            switch connection.state {
            case .established: 2
            case .related: 4
            case .new: 8
            }
        }
    }
}
