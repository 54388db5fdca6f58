import Addresses
import NetworkModel

extension NftSet {
    mutating func redact(_ table: TableScope, _ redactor: Redactor) {
        name = redactor.name(name)
        RegisterRun.redact(&expressions, table, redactor)
        userdata = userdata.map { NftData(Self.withoutComment($0.bytes)) }
        let key = SetParts(keyType, length: Int(clamping: keyLength))
        let data = dataType.map { SetParts($0, length: Int(clamping: dataLength ?? 0)) }
        let isOneRange = flags.contains(.interval) && fieldLengths.count <= 1
        if isOneRange { IntervalElements.redact(&elements.rows, key, redactor) }
        elements.redact(redactor) {
            if !isOneRange { $0.redactKey(key, redactor) }
            $0.redactRest(data, table, redactor)
        }
        guard let asked = lookups else { return }
        lookups = [:]
        for (hex, found) in asked {
            var found = found
            found.redact(redactor) {
                $0.redactKey(key, redactor)
                $0.redactRest(data, table, redactor)
            }
            let bytes = NftData(hex: hex)?.bytes ?? []
            lookups?[NftData(key.values(bytes, redactor)).hex] = found
        }
    }

    /// Types, lengths and values (libnftnl's udata): NFTNL_UDATA_SET_COMMENT is left out, and what later versions may add.
    private static func withoutComment(_ bytes: [UInt8]) -> [UInt8] {
        let comment: UInt8 = 7
        var (kept, place): ([UInt8], Int) = ([], 0)
        while place + 2 <= bytes.count {
            let end = place + 2 + Int(bytes[place + 1])
            guard end <= bytes.count else { break }
            if bytes[place] < comment { kept += bytes[place..<end] }
            place = end
        }
        return kept
    }
}

extension NftElement {
    fileprivate mutating func redactKey(_ parts: SetParts, _ redactor: Redactor) {
        guard let low = key?.bytes else { return }
        if let high = keyEnd?.bytes {
            let range = parts.ranges(low, high, redactor)
            (key, keyEnd) = (NftData(range.low), NftData(range.high))
        } else {
            key = NftData(parts.values(low, redactor))
        }
    }

    fileprivate mutating func redactRest(_ parts: SetParts?, _ table: TableScope, _ redactor: Redactor) {
        data = data.map { NftData(parts?.values($0.bytes, redactor) ?? redactor.opaque($0.bytes)) }
        verdict = verdict?.redacted(redactor)
        object = redactor.name(object)
        comment = redactor.name(comment)
        RegisterRun.redact(&expressions, table, redactor)
    }
}

/// The parts of a set's keys, or of its data, by nft's numbers of types: six bits for each part of a concatenation.
struct SetParts {
    enum Kind { case inet, inet6, hardware, name, other }

    let parts: [(kind: Kind, length: Int)]

    init(_ number: UInt32, length: Int) {
        var numbers: [UInt32] = []
        var rest = number == NftSet.verdictType ? 0 : number
        while rest != 0 {
            numbers.insert(rest & 0x3f, at: 0)
            rest >>= 6
        }
        // What the others are long does not matter as long as they are not more than a word.
        let known = numbers.map { Self.kinds[$0] ?? (.other, 4) }
        parts = known.count == 1 ? [(known[0].0, length)] : known.map { (kind: $0.0, length: $0.1) }
    }

    /// TYPE_IPADDR, TYPE_IP6ADDR, TYPE_LLADDR, TYPE_IFNAME of nft's datatype.h, then those of other lengths: TYPE_CT_LABEL,
    /// TYPE_TIME_DATE, TYPE_CGROUPV2.
    private static let kinds: [UInt32: (Kind, Int)] = [
        7: (.inet, 4), 8: (.inet6, 16), 9: (.hardware, 6), 41: (.name, 16), 30: (.other, 16), 42: (.other, 4),
        43: (.other, 8), 46: (.other, 8),
    ]

    static func value(_ kind: Kind, _ bytes: [UInt8], _ redactor: Redactor) -> [UInt8] {
        range(kind, bytes, bytes, redactor).low
    }

    func values(_ bytes: [UInt8], _ redactor: Redactor) -> [UInt8] { ranges(bytes, bytes, redactor).low }

    func ranges(_ low: [UInt8], _ high: [UInt8], _ redactor: Redactor) -> (low: [UInt8], high: [UInt8]) {
        guard !parts.isEmpty, low.count == high.count else { return (redactor.opaque(low), redactor.opaque(high)) }
        var (result, place) = ((low: low, high: high), 0)
        for part in parts where place + part.length <= low.count {
            let span = place..<(place + part.length)
            let mapped = Self.range(part.kind, Array(low[span]), Array(high[span]), redactor)
            result.low.replaceSubrange(span, with: mapped.low)
            result.high.replaceSubrange(span, with: mapped.high)
            place += (part.length + 3) & ~3
        }
        return result
    }

    private static func range(
        _ kind: Kind, _ low: [UInt8], _ high: [UInt8], _ redactor: Redactor
    ) -> (low: [UInt8], high: [UInt8]) {
        switch kind {
        case .inet, .inet6:
            guard let from = IPAddress(bytes: low), let to = IPAddress(bytes: high) else { return (low, high) }
            let range = redactor.range(from, to)
            return (range.low.bytes, range.high.bytes)
        case .hardware:
            let ends = [low, high].map { redactor.hardware(LinkLayerAddress(bytes: $0)) }
            // What lies between them need not lie between their pseudonyms.
            return (min(ends[0], ends[1]).bytes, max(ends[0], ends[1]).bytes)
        case .name:
            let name = RegisterContent.name(low, redactor)
            // All names that begin so: the rest is filled up with ones.
            return (name, name.prefix { $0 != 0 } + high.dropFirst(name.prefix { $0 != 0 }.count))
        case .other: return (low, high)
        }
    }
}
