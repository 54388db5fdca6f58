import NetworkModel

/// Where else the same packet was seen, in words beside each packet of a file.
///
/// Packets are told in the order of their times, and asked about when there was time enough to get to the last place.
public struct PacketTrail {
    private struct Sighting: Hashable {
        var place: Int
        var nanoseconds: Int64
        var tuple: ConntrackEntry.Tuple

        /// A translation changes little, and links are fast.
        func best(among sightings: [Self], at place: Int) -> Self? {
            sightings.lazy.filter { $0.place == place }.min { a, b in
                let (kept, keptToo) = (a.tuple.kept(by: tuple), b.tuple.kept(by: tuple))
                return (keptToo, abs(a.nanoseconds - nanoseconds)) < (kept, abs(b.nanoseconds - nanoseconds))
            }
        }
    }

    /// Nanoseconds within which a packet gets through all places of a node, shapers aside.
    public static let patience: Int64 = 250_000_000

    private let places: [String]
    private var sightings: [TrackedPacket.Identity: [Sighting]] = [:]
    /// In the order of their times.
    private var order = PacketQueue<(nanoseconds: Int64, identity: TrackedPacket.Identity)>()

    /// - Parameter places: what the indexes of packets are called.
    public init(_ places: [String]) { self.places = places }

    public mutating func add(_ packet: TrackedPacket) {
        sightings[packet.identity, default: []].append(
            Sighting(place: packet.place, nanoseconds: packet.nanoseconds, tuple: packet.tuple))
        order.append((packet.nanoseconds, packet.identity))
    }

    /// `12 µs after blue:veth-blue; 3 µs later on host:eth0, as 192.0.2.2:4000 -> 8.8.8.8:53`
    public func words(_ packet: TrackedPacket) -> String {
        let here = Sighting(place: packet.place, nanoseconds: packet.nanoseconds, tuple: packet.tuple)
        let others = self.others(here, packet.identity)
        let before = others.last { $0.nanoseconds < here.nanoseconds }
        let after = others.first { $0.nanoseconds >= here.nanoseconds }
        let past = before.map { "\(Self.time(packet.nanoseconds - $0.nanoseconds)) after \(name($0.place))" }
        let next = after.map { next in
            let header = next.tuple == packet.tuple ? "" : ", as \(next.tuple.ends)"
            // A device that hands a packet to its master takes its time once.
            let delay = next.nanoseconds - packet.nanoseconds
            let when = delay == 0 ? "at once" : "\(Self.time(delay)) later"
            return "\(when) on \(name(next.place))\(header)"
        }
        return "\(past ?? "first seen here"); \(next ?? "seen nowhere later")"
    }

    /// The same packet at other places, in the order of their times. What is alike may be another one: a question to a second
    /// server, or one that was sent again. Two sightings are one packet's if each place has none that fits the other better.
    private func others(_ here: Sighting, _ identity: TrackedPacket.Identity) -> [Sighting] {
        let alike = (sightings[identity] ?? []).filter { abs($0.nanoseconds - here.nanoseconds) <= Self.patience }
        return Set(alike.map(\.place)).subtracting([here.place]).compactMap { place in
            guard let there = here.best(among: alike, at: place), there.best(among: alike, at: here.place) == here
            else { return nil }
            return there
        }.sorted { ($0.nanoseconds, $0.place) < ($1.nanoseconds, $1.place) }
    }

    /// Nobody asks about packets any more that were seen before, in nanoseconds.
    public mutating func forget(before time: Int64) {
        let time = time - Self.patience
        while let oldest = order.first, oldest.nanoseconds < time {
            order.popFirst()
            sightings[oldest.identity]?.removeFirst()
            if sightings[oldest.identity]?.isEmpty == true { sightings[oldest.identity] = nil }
        }
    }

    private func name(_ place: Int) -> String { places.indices.contains(place) ? places[place] : "?" }

    /// `12 µs`
    private static func time(_ nanoseconds: Int64) -> String {
        switch nanoseconds {
        case ..<1000: "\(nanoseconds) ns"
        case ..<1_000_000: "\(nanoseconds / 1000) µs"
        default: "\(nanoseconds / 1_000_000) ms"
        }
    }
}
