import Addresses
import NetworkModel
import SnapshotQuery

/// One address that two neighbours on a segment believe to be theirs.
public struct Duplicate: Sendable {
    /// Which of its addresses it is.
    public enum What: String, Sendable {
        case ip, mac
    }

    public let what: What
    /// The address as text.
    public let value: String
    /// The subject's own link, and the others that have the same.
    public let mine: Segment.Member
    /// At least one.
    public let others: [Segment.Member]
    /// The bridge between them; of routed links the far end of the subject's.
    public let bridge: LinkRef

    public init(what: What, value: String, mine: Segment.Member, others: [Segment.Member], bridge: LinkRef) {
        self.what = what
        self.value = value
        self.mine = mine
        self.others = others
        self.bridge = bridge
    }
}

extension Segment {
    /// Two owners of one IP address. Owners that are down do not answer, and duplicate address detection keeps IPv6
    /// addresses that failed it from being used; neither counts.
    public func duplicateAddresses(of mine: Member) -> [(IPAddress, [Member])] {
        mine.addresses.filter { $0.isUsable && !$0.address.isLinkLocal }.compactMap { own in
            let others = (byAddress[own.address] ?? []).map { members[$0] }.filter { other in
                other.place != mine.place && other.link.isUp && other.hears(mine)
                    && other.addresses.contains { $0.address == own.address && $0.isUsable }
            }
            return others.isEmpty ? nil : (own.address, others)
        }
    }

    /// Two owners of one hardware address; the bridge and its ports own theirs too, since frames for those are taken
    /// by the node itself.
    public func duplicateMACs(of mine: Member) -> [Member] {
        guard let mac = mine.link.address, mac.bytes.count == 6, !mac.isZero else { return [] }
        return (byMAC[mac] ?? []).map { members[$0] }.filter { $0.place != mine.place && $0.hears(mine) }
    }
}
