import NetworkModel
import SnapshotQuery

/// A packet's header bytes as numbers, for what tells the rules of a chain from it.
struct NftRulePrefilter {
    private let packet: Packet
    /// Most rules of a long chain look at the same place.
    private var seen: (place: NftTellingTest.Place, bytes: Bytes)?

    private enum Bytes {
        /// NFT_BREAK: rules that load from there end.
        case none
        case unknown
        case some(UInt128, known: UInt128)
    }

    init(_ packet: Packet) {
        self.packet = packet
    }

    /// Whether a rule that begins with this is sure not to match.
    mutating func fails(_ test: NftTellingTest) -> Bool {
        let bytes: Bytes
        if let seen, seen.place == test.place {
            bytes = seen.bytes
        } else {
            bytes = load(test.place)
            seen = (test.place, bytes)
        }
        switch bytes {
        case .none: return true
        case .unknown: return false
        case .some(let value, let known): return test.fails(value, known: known)
        }
    }

    private func load(_ place: NftTellingTest.Place) -> Bytes {
        switch packet.header(place.base) {
        case .missing: return .none
        case .unknown: return .unknown
        case .bytes(let header):
            if let readable = packet.readable(place.base), place.offset > readable - place.loaded { return .none }
            let part = header.part(place.offset, place.compared)
            return .some(NftTellingTest.number(part.bytes), known: NftTellingTest.number(part.known))
        }
    }
}
