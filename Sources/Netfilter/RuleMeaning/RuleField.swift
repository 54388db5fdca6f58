import Addresses
import NetworkModel

/// A field of a packet that a rule compares, and some of its bytes.
struct RuleField {
    enum Place: Hashable {
        case source, destination, sourcePort, destinationPort
        /// IPPROTO_*, wherever it was read.
        case proto
        case inputName, outputName, inputIndex, outputIndex
        /// NFPROTO_* and ETH_P_*: which header comes next.
        case family, etherType
        case other(OtherTest.Subject)
    }

    struct Part {
        /// Of the field's bytes.
        var index: Int
        var mask: UInt8
        var flip: UInt8
        /// Of what is compared.
        var position: Int
    }

    var place: Place
    var parts: [Part]
    /// The loads that put them there, by number.
    var loads: [Int]

    var isPlain: Bool { parts.allSatisfy { $0.mask == 0xff && $0.flip == 0 } }

    /// Its bytes are all there, in their order, and nothing was done to them.
    func isWhole(_ width: Int) -> Bool { isPlain && parts.map(\.index) == Array(0..<width) }

    /// What bytes are compared with its parts.
    func slice(_ data: [UInt8]) -> [UInt8] {
        parts.compactMap { data.indices.contains($0.position) ? data[$0.position] : nil }
    }
}

extension NftRuleReader {
    /// The fields that some bytes of registers are, in their order; nil where nobody knows.
    ///
    /// - Parameter padding: constants are the padding between the parts of a concatenation.
    func fields(_ bytes: [RuleRegisters.Byte], padding: Bool) -> [RuleField]? {
        var fields: [RuleField] = []
        for (position, byte) in bytes.enumerated() {
            switch byte {
            case .unknown: return nil
            case .constant(let constant):
                guard padding, constant == 0 else { return nil }
            case .loaded(let number, let offset, let mask, let flip):
                guard let (place, index) = place(of: registers.loads[number], offset) else { return nil }
                let part = RuleField.Part(index: index, mask: mask, flip: flip, position: position)
                if let last = fields.indices.last, fields[last].place == place,
                    fields[last].parts.last.map({ $0.position == position - 1 && $0.index == index - 1 }) ?? false
                {
                    fields[last].parts.append(part)
                    if fields[last].loads.last != number { fields[last].loads.append(number) }
                } else {
                    fields.append(RuleField(place: place, parts: [part], loads: [number]))
                }
            }
        }
        return fields.isEmpty ? nil : fields
    }

    /// The field, and which byte of it, that a load puts at an offset.
    private func place(of load: NftExpression, _ offset: Int) -> (RuleField.Place, Int)? {
        switch load {
        case .payload(_, let base, let start, _):
            let (place, overflow) = start.addingReportingOverflow(offset)
            return overflow ? nil : header(base, place)
        case .meta(let key, _): return (key.place, offset)
        case .ct(let key, _, _): return (.other([.mark, .secmark, .label].contains(key) ? .mark : .connection), offset)
        case .rt(let key, _): return (.other(key == .ipsec ? .ipsec : .route), offset)
        case .fib: return (.other(.route), offset)
        case .socket: return (.other(.socket), offset)
        case .numgen, .hash: return (.other(.chance), offset)
        case .xfrm: return (.other(.ipsec), offset)
        default: return (.other(.header), offset)
        }
    }

    private func header(_ base: NftPayloadBase, _ place: Int) -> (RuleField.Place, Int)? {
        switch base {
        // The type, also behind a VLAN tag.
        case .ll:
            return place == 12 || place == 13 || place == 16 || place == 17
                ? (.etherType, place % 4) : (.other(.frame), place)
        case .nh:
            switch network {
            case .ip(.inet): return Self.header(place, source: 12, destination: 16, width: 4, proto: 9)
            case .ip(.inet6): return Self.header(place, source: 8, destination: 24, width: 16, proto: 6)
            case .other: return (.other(.header), place)
            case nil: return nil
            }
        case .th where hasPorts && (0..<4).contains(place):
            return place < 2 ? (.sourcePort, place) : (.destinationPort, place - 2)
        case .th, .inner, .tunnel: return (.other(.header), place)
        }
    }

    private static func header(_ place: Int, source: Int, destination: Int, width: Int, proto: Int)
        -> (RuleField.Place, Int)
    {
        switch place {
        case source..<(source + width): (.source, place - source)
        case destination..<(destination + width): (.destination, place - destination)
        case proto: (.proto, 0)
        default: (.other(.header), place)
        }
    }

    /// TCP, UDP, DCCP, SCTP and UDP-Lite.
    private static let ported: Set<UInt8> = [6, 17, 33, 132, 136]

    /// Nothing has said yet that the packets have no ports.
    private var hasPorts: Bool {
        meaning.conditions.protocols.allSatisfy { $0.wanted.isEmpty || !Self.ported.isDisjoint(with: $0.wanted) }
    }
}

extension NftMetaKey {
    fileprivate var place: RuleField.Place {
        switch self {
        case .l4proto: .proto
        case .nfproto: .family
        case .protocol: .etherType
        case .iifname: .inputName
        case .oifname: .outputName
        case .iif: .inputIndex
        case .oif: .outputIndex
        case .mark, .secmark: .other(.mark)
        case .length, .priority, .nftrace: .other(.header)
        case .pkttype, .ibrname, .obrname, .ibrpvid, .ibrvproto, .broute: .other(.frame)
        case .iiftype, .oiftype, .iifgroup, .oifgroup, .iifkind, .oifkind, .sdif, .sdifname: .other(.interface)
        case .skuid, .skgid, .cgroup: .other(.socket)
        case .rtclassid: .other(.route)
        case .secpath: .other(.ipsec)
        case .cpu, .random, .time, .day, .hour: .other(.chance)
        }
    }
}
