import Addresses
import NetworkModel
import SnapshotQuery

extension XtSetMatch {
    /// set_match: what each dimension of the set is in this packet, then whether such a member is there.
    func matches(_ packet: Packet, _ context: HookContext) -> Match {
        guard packets == nil, bytes == nil else { return .unknown(because: "the counters of the set's members change") }
        let answer = context.query.ipset(context.point.netns, index: set.index)
        switch answer {
        case .unknown(let reason): return .unknown(because: "the sets: \(reason)")
        case .absent: return .unknown(because: "there is no set \(set.index)")
        case .known(let found):
            return Self.test(found, set.sources, packet, context, depth: 0, returnsNomatch: returnsNomatch).inverted(
                inverted)
        }
    }

    private static func test(
        _ set: Ipset, _ sources: [Bool], _ packet: Packet, _ context: HookContext, depth: Int, returnsNomatch: Bool
    ) -> Match {
        // A set of another family, or a packet without what the set keeps, is no member.
        if let family = set.family, family != packet.family { return .no }
        let members: [IpsetMember]
        switch context.query.ipsetMembers(context.point.netns, set) {
        case .known(let known): members = known
        case .absent: return .no
        case .unknown(let reason): return .unknown(because: "the members of \(set.name): \(reason)")
        }
        if set.typename == "list:set" {
            return list(members, sources, packet, context, depth: depth)
        }
        let key: [IpsetPart]
        switch IpsetKey.parts(set, sources, packet) {
        case .success(.some(let parts)): key = parts
        case .success(.none): return .no
        case .failure(let reason): return .unknown(because: reason.text)
        }
        // The longest network decides, and may say no.
        let found = members.filter { member in key.allSatisfy { $0.isIn(member, netmask: set.netmask) } }
            .max {
                ($0.prefixLength ?? 255, $0.prefixLength2 ?? 255) < ($1.prefixLength ?? 255, $1.prefixLength2 ?? 255)
            }
        guard let found else { return .no }
        return Match(found.isNomatch ? returnsNomatch : true)
    }

    private static func list(
        _ members: [IpsetMember], _ sources: [Bool], _ packet: Packet, _ context: HookContext, depth: Int
    ) -> Match {
        // Lists have no lists.
        guard depth == 0 else { return .no }
        var result = Match.no
        for name in members.compactMap(\.set) {
            guard let set = context.query.ipset(context.point.netns, named: name).value else {
                result = .unknown(because: "there is no set \(name)")
                continue
            }
            switch test(set, sources, packet, context, depth: 1, returnsNomatch: false) {
            case .yes: return .yes
            case .no: continue
            case let other: result = other
            }
        }
        return result
    }
}

/// One dimension of a packet's key.
enum IpsetPart {
    case address(IPAddress, isSecond: Bool)
    case port(UInt16, proto: UInt8)
    case barePort(UInt16)
    case mark(UInt32)
    case interface(String)
    case ether(LinkLayerAddress)

    func isIn(_ member: IpsetMember, netmask: UInt8?) -> Bool {
        switch self {
        case .address(let address, let isSecond):
            guard let base = isSecond ? member.address2 : member.address else { return false }
            if let last = member.addressTo, !isSecond { return base.bits <= address.bits && address.bits <= last.bits }
            let length =
                (isSecond ? member.prefixLength2 : member.prefixLength) ?? netmask ?? UInt8(address.family.width)
            return IPPrefix(base, length: Int(length))?.contains(address) ?? false
        case .port(let port, let proto): return member.port == port && (member.proto ?? proto) == proto
        case .barePort(let port): return member.port.map { $0 <= port && port <= (member.portTo ?? $0) } ?? false
        case .mark(let mark): return member.mark == mark
        case .interface(let name):
            guard let iface = member.iface else { return false }
            return iface == name
        case .ether(let address): return member.ether == nil || member.ether == address
        }
    }
}

/// What the type of a set looks at: `hash:ip,port,net` and so on, each with source or destination.
enum IpsetKey {
    struct NotKnown: Error {
        var text: String
    }

    /// Nil for packets that have no such part, as one of ICMPv6 has no port.
    static func parts(_ set: Ipset, _ sources: [Bool], _ packet: Packet) -> Result<[IpsetPart]?, NotKnown> {
        let kinds = set.typename.split(separator: ":").last?.split(separator: ",").map(String.init) ?? []
        guard !kinds.isEmpty, kinds.count <= 3 else {
            return .failure(NotKnown(text: "sets of type \(set.typename) are not modelled"))
        }
        var parts: [IpsetPart] = []
        var hasAddress = false
        for (place, kind) in kinds.enumerated() {
            guard sources.indices.contains(place) else { return .success(nil) }
            let isSource = sources[place]
            switch kind {
            case "ip", "net":
                parts.append(.address(isSource ? packet.src : packet.dst, isSecond: hasAddress))
                hasAddress = true
            case "port":
                switch port(packet, isSource) {
                case .success(.some(let port)):
                    parts.append(
                        set.typename == "bitmap:port"
                            ? .barePort(port) : .port(port, proto: packet.transport.proto ?? 0))
                case .success(.none): return .success(nil)
                case .failure(let reason): return .failure(reason)
                }
            case "mark":
                guard let mark = packet.mark else { return .failure(NotKnown(text: "the packet's mark is not known")) }
                parts.append(.mark(mark))
            case "iface":
                switch isSource ? packet.input : packet.output {
                case .known(let device): parts.append(.interface(device.name))
                case .absent: return .success(nil)
                case .unknown(let reason): return .failure(NotKnown(text: reason))
                }
            case "mac":
                guard isSource else { return .failure(NotKnown(text: "sets of type \(set.typename) are not modelled")) }
                switch packet.sourceMAC {
                case .known(let address): parts.append(.ether(address))
                case .absent: return .success(nil)
                case .unknown(let reason): return .failure(NotKnown(text: reason))
                }
            default: return .failure(NotKnown(text: "sets of type \(set.typename) are not modelled"))
            }
        }
        return .success(parts)
    }

    /// ip_set_get_ip4_port: of ICMP type and code, of other protocols 0.
    private static func port(_ packet: Packet, _ isSource: Bool) -> Result<UInt16?, NotKnown> {
        guard packet.fragment != .later else { return .success(nil) }
        switch packet.transport {
        case .icmp(let icmp), .icmpv6(let icmp): return .success(UInt16(icmp.type) << 8 | UInt16(icmp.code))
        case .tcp, .udp, .ported:
            let ports = packet.transport.ports
            guard let port = isSource ? ports?.source : ports?.destination else {
                return .failure(NotKnown(text: "the port is not known"))
            }
            return .success(port)
        case .other: return .success(0)
        case .none: return .success(nil)
        }
    }
}
