import KernelWire
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// Where a simulated packet would have been captured, were it a real one.
struct CapturedPlaces {
    private let places: [PacketCapture.Place]
    private let byLink: [LinkRef: Int]
    /// Whom the target was seen talking to.
    private let peers: Set<PlaceChoice.Door>
    private let tunnelPorts: TunnelPorts

    init(_ capture: PacketCapture, _ tunnelPorts: TunnelPorts) {
        places = capture.places
        self.tunnelPorts = tunnelPorts
        byLink = Dictionary(
            capture.places.enumerated().map { (LinkRef($1.netns, $1.ifindex), $0) },
            uniquingKeysWith: { first, _ in first })
        peers = Set(
            capture.streams.flatMap(\.sightings).flatMap { sighting -> [PlaceChoice.Door] in
                guard capture.places.indices.contains(sighting.place),
                    let own = capture.places[sighting.place].choice?.own
                else { return [] }
                return (own.contains(sighting.tuple.src) ? [sighting.tuple.destination] : [])
                    + (own.contains(sighting.tuple.dst) ? [sighting.tuple.source] : [])
            })
    }

    /// In the order in which the packet passes them.
    func passed(_ trace: Trace?) -> [Int] {
        (trace?.taps ?? []).compactMap { tap in
            guard let index = byLink[tap.link], tap.outer.map(isReadable) ?? true, isTaken(tap.tuple, at: places[index])
            else { return nil }
            return index
        }
    }

    /// What NAT makes of packets that nobody planned for is not taken everywhere.
    private func isTaken(_ tuple: Connection.Tuple, at place: PacketCapture.Place) -> Bool {
        guard let choice = place.choice else { return true }
        var header = ConntrackEntry.Tuple(src: tuple.src, dst: tuple.dst, proto: tuple.proto)
        (header.sport, header.dport) = (tuple.sport, tuple.dport)
        return choice.takes(header) || choice.mayTake(header, peers: peers)
    }

    /// What a tunnel carries can be read: it is not encrypted, nor of a kind that nobody here knows.
    private func isReadable(_ outer: Connection.Tuple) -> Bool {
        switch outer.proto {
        case 4, 41, 47: true
        case 17: outer.dport.map { tunnelPorts.vxlan.contains($0) || tunnelPorts.geneve.contains($0) } ?? false
        default: false
        }
    }
}
