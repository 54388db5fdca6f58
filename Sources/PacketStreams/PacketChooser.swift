import Addresses
import NetworkModel

/// Tells the target's packets from those that only have an address in common with them.
///
/// Behind NAT others use the same address. There those packets may be the target's whose other end it talks to; which that
/// are was seen at the places before.
public struct PacketChooser: Sendable {
    /// Whether a packet is the target's.
    public enum Answer: Hashable, Sendable {
        case no, perhaps, yes
    }

    private let places: [PlaceChoice]
    /// Whom the target talks to, as far as its packets were seen.
    private var peers: Set<PlaceChoice.Door> = []

    /// - Parameter places: by the index that packets name them by.
    public init(_ places: [PlaceChoice]) {
        self.places = places
    }

    /// Packets come in the order of their times.
    public mutating func isWanted(_ packet: TrackedPacket) -> Answer {
        guard places.indices.contains(packet.place) else { return .no }
        if packet.isNeighborDiscovery { return .yes }
        // An error belongs to whose packet it quotes.
        return isWanted(packet.quoted ?? packet.tuple, at: places[packet.place])
    }

    private mutating func isWanted(_ tuple: ConntrackEntry.Tuple, at choice: PlaceChoice) -> Answer {
        if choice.own.contains(tuple.src) { peers.insert(tuple.destination) }
        if choice.own.contains(tuple.dst) { peers.insert(tuple.source) }
        if choice.takes(tuple) { return .yes }
        return choice.mayTake(tuple, peers: peers) ? .perhaps : .no
    }
}
