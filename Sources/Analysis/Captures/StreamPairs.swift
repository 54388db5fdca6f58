import NetworkModel

/// Which captured streams are the two directions of one flow, and which of the two asked.
struct StreamPairs {
    private let streams: [PacketCapture.Stream]
    private let counterparts: [Int: Int]

    init(_ streams: [PacketCapture.Stream]) {
        self.streams = streams
        var places: [Key: Int] = [:]
        for (index, stream) in streams.enumerated() where stream.quoted == nil {
            for sighting in stream.sightings { places[Key(sighting.place, sighting.tuple)] = index }
        }
        var counterparts: [Int: Int] = [:]
        for (index, stream) in streams.enumerated() where stream.quoted == nil {
            counterparts[index] = stream.sightings.lazy.compactMap { sighting in
                sighting.tuple.answer.flatMap { places[Key(sighting.place, $0)] }
            }.first { $0 != index }
        }
        self.counterparts = counterparts
    }

    func counterpart(of index: Int) -> Int? { counterparts[index] }

    func isAnswer(_ index: Int) -> Bool {
        let stream = streams[index]
        if let type = stream.sightings.first?.tuple.icmpType, type == 0 || type == 129 { return true }
        guard let other = counterparts[index].map({ streams[$0] }) else { return false }
        let (mine, theirs) = (stream.tcp?.syns ?? 0, other.tcp?.syns ?? 0)
        guard (mine > 0) == (theirs > 0) else { return theirs > 0 }
        return (stream.sightings.first?.first ?? 0) > (other.sightings.first?.first ?? 0)
    }

    private struct Key: Hashable {
        let place: Int
        let tuple: ConntrackEntry.Tuple

        init(_ place: Int, _ tuple: ConntrackEntry.Tuple) {
            self.place = place
            self.tuple = tuple
        }
    }
}

extension ConntrackEntry.Tuple {
    /// The header of the other direction; nil where nothing answers such a packet.
    fileprivate var answer: ConntrackEntry.Tuple? {
        var other = self
        (other.src, other.dst) = (dst, src)
        (other.sport, other.dport) = (dport, sport)
        guard let icmpType else { return other }
        switch icmpType {
        case 8: other.icmpType = 0
        case 0: other.icmpType = 8
        case 128: other.icmpType = 129
        case 129: other.icmpType = 128
        default: return nil
        }
        return other
    }
}
