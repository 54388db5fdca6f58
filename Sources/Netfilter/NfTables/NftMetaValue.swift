import Addresses
import NetworkModel
import SnapshotQuery

/// What an expression that asks for something puts into its register.
enum NftFetch {
    case value(KnownBytes)
    /// NFT_BREAK: there is no such thing here, and the rule does not match.
    case none
    case unknown(String)
    /// A number of four bytes, of which bounds are known.
    case span(NftSpan)

    static func realms(_ packet: Packet, _ context: HookContext) -> NftFetch {
        switch packet.realms(context) {
        case .known(let realms): .value(KnownBytes(host: realms))
        case .absent: .none
        case .unknown(let reason): .unknown(reason)
        }
    }

    /// A time of day as the snapshot has it.
    static func clock(_ context: HookContext, _ read: (WallClock) -> KnownBytes) -> NftFetch {
        WallClock(context.query).map { .value(read($0)) } ?? .unknown("the time of day is not known")
    }

    static func u32(_ value: UInt32?, _ what: String) -> NftFetch {
        value.map { .value(KnownBytes(host: $0)) } ?? .unknown("\(what) is not known")
    }

    static func u8(_ value: UInt8?, _ what: String) -> NftFetch {
        value.map { .value(KnownBytes([$0])) } ?? .unknown("\(what) is not known")
    }

    /// Interface names and kinds fill IFNAMSIZ bytes.
    static func name(_ text: String, size: Int = 16) -> NftFetch {
        let bytes = Array(text.utf8.prefix(size - 1))
        return .value(KnownBytes(bytes + [UInt8](repeating: 0, count: size - bytes.count)))
    }
}

extension NftMetaKey {
    /// nft_meta_get_eval, and nft_meta_bridge_get_eval.
    func fetch(_ packet: Packet, _ context: HookContext) -> NftFetch {
        switch self {
        case .length: Self.length(packet.lengths)
        case .protocol: .value(KnownBytes(big: packet.etherType))
        case .nfproto: .value(KnownBytes([context.point.family.number]))
        case .l4proto: packet.transport.proto.map { .value(KnownBytes([$0])) } ?? .none
        case .priority: .u32(packet.priority, "meta priority")
        case .mark: .u32(packet.mark, "meta mark")
        case .nftrace: .value(KnownBytes([0]))
        case .pkttype: pkttype(packet)
        case .iif: Self.device(packet.input) { .u32(UInt32(clamping: $0?.ifindex ?? 0), "iif") }
        case .oif: Self.device(packet.output) { .u32(UInt32(clamping: $0?.ifindex ?? 0), "oif") }
        case .iifname: Self.device(packet.input) { .name($0?.name ?? "") }
        case .oifname: Self.device(packet.output) { .name($0?.name ?? "") }
        case .iiftype: Self.device(packet.input) { Self.type($0) }
        case .oiftype: Self.device(packet.output) { Self.type($0) }
        case .iifgroup: Self.device(packet.input) { Self.group($0) }
        case .oifgroup: Self.device(packet.output) { Self.group($0) }
        case .iifkind: Self.device(packet.input) { $0?.linkKind.map { .name($0) } ?? .none }
        case .oifkind: Self.device(packet.output) { $0?.linkKind.map { .name($0) } ?? .none }
        case .ibrname: Self.device(packet.input) { Self.bridge($0, context) }
        case .obrname: Self.device(packet.output) { Self.bridge($0, context) }
        case .skuid: Self.owner(packet) { .u32($0.uid, "the sender's uid") }
        case .skgid: Self.owner(packet) { .u32($0.gid, "the sender's gid") }
        case .cgroup: Self.owner(packet) { .u32($0.cgroupClass, "the sender's cgroup") }
        case .sdif: sdif(packet) { .value(KnownBytes(host: UInt32(0))) }
        case .sdifname: sdif(packet) { .name("") }
        // Big-endian is as good as any order for what has none.
        case .random: .span(NftSpan(0...UInt64(UInt32.max), isHost: false, chance: "meta random"))
        case .hour: .clock(context) { KnownBytes(host: $0.secondOfDay) }
        // The kernel's own time zone is taken to be UTC.
        case .day: .clock(context) { KnownBytes([$0.weekday]) }
        case .time: .clock(context) { KnownBytes(host: UInt64(clamping: $0.seconds) &* 1_000_000_000) }
        case .rtclassid: .realms(packet, context)
        case .cpu: .unknown("meta \(rawValue) differs from packet to packet")
        case .secpath where !context.hasIpsec: .value(KnownBytes([0]))
        case .secmark, .secpath, .ibrpvid, .ibrvproto, .broute: .unknown("meta \(rawValue) is not modelled")
        }
    }

    private static func length(_ lengths: ClosedRange<Int>) -> NftFetch {
        let (low, high) = (UInt32(clamping: lengths.lowerBound), UInt32(clamping: lengths.upperBound))
        return low == high ? .value(KnownBytes(host: low)) : .span(NftSpan(UInt64(low)...UInt64(high)))
    }

    private static func device(_ device: Observed<Interface>, _ read: (Interface?) -> NftFetch) -> NftFetch {
        switch device {
        case .known(let device): read(device)
        case .absent: read(nil)
        case .unknown(let reason): .unknown(reason)
        }
    }

    private static func type(_ device: Interface?) -> NftFetch {
        device.map { .value(KnownBytes(host: UInt16(truncatingIfNeeded: $0.linkType))) } ?? .none
    }

    private static func group(_ device: Interface?) -> NftFetch {
        device.map { .u32($0.group.map { UInt32(truncatingIfNeeded: $0) }, "the link's group") } ?? .none
    }

    /// The bridge that a port belongs to.
    private static func bridge(_ device: Interface?, _ context: HookContext) -> NftFetch {
        guard let device else { return .none }
        guard let master = device.master else { return .none }
        switch context.query.link(context.point.netns, master) {
        case .known(let link): return link.infoKind == "bridge" ? .name(link.ifname) : .none
        case .absent: return .none
        case .unknown(let reason): return .unknown(reason)
        }
    }

    private static func owner(_ packet: Packet, _ read: (SocketOwner) -> NftFetch) -> NftFetch {
        switch packet.owner {
        case .known(let owner): read(owner)
        case .absent: .none
        case .unknown(let reason): .unknown(reason)
        }
    }

    /// Zero where no VRF is in play.
    private func sdif(_ packet: Packet, _ zero: () -> NftFetch) -> NftFetch {
        switch packet.input {
        case .known(let device) where device.master != nil:
            .unknown("meta \(rawValue) is not modelled for enslaved devices")
        case .known, .absent: zero()
        case .unknown(let reason): .unknown(reason)
        }
    }

    /// Packets looped back count as broadcast or multicast.
    private func pkttype(_ packet: Packet) -> NftFetch {
        guard packet.kind == .loopback else { return .value(KnownBytes([packet.kind.rawValue])) }
        let kind: Packet.Kind = packet.dst.isMulticast ? .multicast : .broadcast
        return .value(KnownBytes([kind.rawValue]))
    }
}

extension RuleFamily {
    /// NFPROTO_*
    var number: UInt8 {
        switch self {
        case .ip: 2
        case .arp: 3
        case .netdev: 5
        case .bridge: 7
        case .ip6: 10
        case .inet: 1
        }
    }

    init(_ family: NftFamily) {
        self =
            switch family {
            case .ip: .ip
            case .ip6: .ip6
            case .inet: .inet
            case .arp: .arp
            case .bridge: .bridge
            case .netdev: .netdev
            }
    }
}
