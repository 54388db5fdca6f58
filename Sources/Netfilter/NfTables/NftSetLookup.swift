import NetworkModel
import SnapshotQuery

/// Whether a key is in a set, and what stands beside it.
enum NftFound {
    case element(NftElement)
    case none
    /// The unknown bits of the key decide.
    case unknown
}

/// One lookup in one set.
struct NftSetLookup {
    let set: NftSet
    let index: NftSetIndex
    private var elements: [NftElement] { index.elements }

    init(set: NftSet, index: NftSetIndex) {
        self.set = set
        self.index = index
    }

    func find(_ key: KnownBytes) -> NftFound {
        let found: NftFound
        if set.flags.contains(.interval) {
            found = set.fieldLengths.count > 1 ? findConcatenation(key) : findInterval(key)
        } else {
            found = findExact(key)
        }
        guard case .none = found, let catchall = index.catchall else { return found }
        return .element(catchall)
    }

    private func findExact(_ key: KnownBytes) -> NftFound {
        if let bytes = key.value { return index.first(equal: bytes).map { .element($0) } ?? .none }
        var isPossible = false
        for element in elements {
            guard let bytes = element.key?.bytes else { continue }
            switch key.equals(bytes) {
            case true?: return .element(element)
            case nil: isPossible = true
            case false?: break
            }
        }
        return isPossible ? .unknown : .none
    }

    /// Intervals as two elements each: the one that starts at or before the key counts, unless it is an end.
    private func findInterval(_ key: KnownBytes) -> NftFound {
        let low = index.last(notAfter: key.least)
        if !key.isKnown, index.last(notAfter: key.greatest) != low { return .unknown }
        guard let low, case let element = elements[low], !element.isIntervalEnd else { return .none }
        return .element(element)
    }

    /// nft_set_pipapo: each part of the key must lie in the element's range of it. Parts are padded to four bytes.
    private func findConcatenation(_ key: KnownBytes) -> NftFound {
        var isPossible = false
        for element in elements {
            guard let from = element.key?.bytes else { continue }
            switch contains(key, from: from, to: element.keyEnd?.bytes ?? from) {
            // With an earlier element that may match too, which of them is found is not known.
            case true? where !isPossible: return .element(element)
            case false?: break
            case true?, nil: isPossible = true
            }
        }
        return isPossible ? .unknown : .none
    }

    private func contains(_ key: KnownBytes, from: [UInt8], to: [UInt8]) -> Bool? {
        var offset = 0
        var sure = true
        for length in set.fieldLengths.lazy.map({ Int(clamping: $0) }) {
            guard length > 0, offset + length <= min(from.count, to.count) else { return nil }
            let part = key.part(offset, length)
            let low = Array(from[offset..<(offset + length)])
            let high = Array(to[offset..<(offset + length)])
            let (below, above) = (part.compare(low), part.compare(high))
            if below.upperBound < 0 || above.lowerBound > 0 { return false }
            if below.lowerBound < 0 || above.upperBound > 0 { sure = false }
            offset += (length + 3) & ~3
        }
        return sure ? true : nil
    }
}
