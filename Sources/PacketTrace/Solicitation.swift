import Addresses
import SnapshotQuery

/// The question who has an address on a link, as ARP and neighbour discovery ask it: a packet of its own, without whose
/// answer no frame leaves for that address.
public struct Solicitation: Hashable, Sendable {
    /// What of it is lost.
    public enum Part: String, Hashable, Sendable, CaseIterable {
        case request, answer
        /// The link asks nobody, and sends to its own hardware address.
        case unasked
    }

    /// Whose hardware address is wanted.
    public let target: IPAddress
    /// The link that it is wanted for.
    public let link: LinkRef
    public let part: Part
}

extension DropPoint {
    /// The same, where the packet that it stops is a question of this kind.
    func stopping(_ part: Solicitation.Part, for target: IPAddress, on link: LinkRef) -> DropPoint {
        var dropPoint = self
        dropPoint.solicitation = Solicitation(target: target, link: link, part: part)
        return dropPoint
    }
}

/// A frame's way to the next hop, as the neighbour table of its sender has it.
public struct Framing: Hashable, Sendable {
    /// The address that was looked up.
    public let nexthop: IPAddress
    /// The link that it was looked up on.
    public let link: LinkRef
    /// Somebody wrote the entry for good: nobody is asked again.
    public let isPermanent: Bool
}
