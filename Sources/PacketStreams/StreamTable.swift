import NetworkModel

/// From captured packets to streams: which of them are the same packet at another place, and how many got there.
///
/// A packet is recognised by what nothing on its way changes (`TrackedPacket.Identity`). Two packets may be alike, as when a
/// question is sent twice: they are counted, so that of two that were sent and one that arrived, one was lost. Segments of
/// TCP may be cut or joined by the kernel on the way: one is recognised as well where all its bytes were seen.
public struct StreamTable {
    private let packets: [TrackedPacket]
    /// Up to when packets count, in nanoseconds: what is first seen later may still be on its way.
    private let end: Int64
    /// For how long the places were watched after that.
    private let margin: Int64
    /// Places where streams may begin; nil for any.
    private let begins: Set<Int>?

    /// - Parameters:
    ///   - end: packets that a stream's first place sees later are left out, so that all others had time to get anywhere.
    ///   - margin: for how many nanoseconds more all places were watched.
    ///   - begins: places where only those packets were taken that somebody asked for, while others took more; nil where
    ///     all took the same.
    public init(_ packets: [TrackedPacket], end: Int64, margin: Int64 = 0, begins: Set<Int>? = nil) {
        self.begins = begins
        self.packets = packets.sorted { ($0.nanoseconds, $0.place) < ($1.nanoseconds, $1.place) }
        self.end = end
        self.margin = margin
    }

    /// Those with the most packets first, and how many packets the others have.
    public func streams(most: Int) -> (streams: [PacketCapture.Stream], unlisted: Int) {
        let streams = certain(joined()).compactMap { stream($0) }.sorted { a, b in
            (b.packets, a.first) < (a.packets, b.first)
        }
        return (Array(streams.prefix(most)), streams.dropFirst(most).reduce(0) { $0 + $1.packets })
    }

    // MARK: Recognising

    /// What one place saw of one flow, in one direction.
    private final class Group {
        let place: Int
        let tuple: ConntrackEntry.Tuple
        var packets: [TrackedPacket] = []
        var counts: [TrackedPacket.Identity: Int] = [:]

        init(_ packet: TrackedPacket) {
            place = packet.place
            tuple = packet.tuple
        }

        /// Identifications of datagrams, and whether any was seen as a fragment.
        private var datagrams: [UInt16: Bool] = [:]

        /// The same datagram is whole here and in fragments there, or the other way round (nf_defrag, ip_do_fragment).
        func isOtherwiseCut(_ packet: TrackedPacket) -> Bool {
            guard packet.identity.id != 0, let wasFragment = datagrams[packet.identity.id] else { return false }
            return wasFragment || packet.identity.isFragment
        }

        func add(_ packet: TrackedPacket) {
            packets.append(packet)
            datagrams[packet.identity.id] = datagrams[packet.identity.id] ?? false || packet.identity.isFragment
            counts[packet.identity, default: 0] += 1
        }
    }

    private struct GroupKey: Hashable {
        let place: Int
        let tuple: ConntrackEntry.Tuple
    }

    private func groups() -> [Group] {
        var places: [GroupKey: Int] = [:]
        var groups: [Group] = []
        for packet in packets {
            let key = GroupKey(place: packet.place, tuple: packet.tuple)
            if let index = places[key] {
                groups[index].add(packet)
            } else {
                places[key] = groups.count
                let group = Group(packet)
                group.add(packet)
                groups.append(group)
            }
        }
        return groups
    }

    /// Groups that are one stream, at most one for each place.
    private func joined() -> [[Group]] {
        var streams: [[Group]] = []
        // Its own header decides first; only what has none at another place can have been translated.
        var byTuple: [ConntrackEntry.Tuple: Int] = [:]
        for group in groups() {
            if let index = byTuple[group.tuple] {
                streams[index].append(group)
            } else {
                byTuple[group.tuple] = streams.count
                streams.append([group])
            }
        }
        var known: [TrackedPacket.Identity: [Int]] = [:]
        for (index, stream) in streams.enumerated() {
            for identity in Set(stream.flatMap { $0.counts.keys }) { known[identity, default: []].append(index) }
        }
        var merged: [Int: Int] = [:]
        for index in streams.indices {
            guard let other = translation(of: streams[index], at: index, among: streams, known, merged) else {
                continue
            }
            streams[other] += streams[index]
            streams[index] = []
            merged[index] = other
        }
        return streams.filter { !$0.isEmpty }
    }

    /// The stream that this one was before it was translated: seen at other places, with the same packets. Where two at the
    /// same place could be it, nobody can tell; at different places it was translated more than once.
    private func translation(
        of stream: [Group], at index: Int, among streams: [[Group]], _ known: [TrackedPacket.Identity: [Int]],
        _ merged: [Int: Int]
    ) -> Int? {
        let places = Set(stream.map(\.place))
        var shared: [Int: Int] = [:]
        for identity in Set(stream.flatMap { $0.counts.keys }) {
            for found in known[identity] ?? [] {
                var other = found
                while let next = merged[other] { other = next }
                guard other != index, places.isDisjoint(with: streams[other].map(\.place)) else { continue }
                shared[other, default: 0] += 1
            }
        }
        // A question that is sent to two servers is the same packet twice but for its header: what stayed of that decides.
        let ranked = shared.map { other, count in (other: other, count: count, kept: kept(stream, streams[other])) }
        guard let best = ranked.max(by: { ($0.count, $0.kept) < ($1.count, $1.kept) }) else { return nil }
        let equals = ranked.filter { $0.count == best.count && $0.kept == best.kept }
        let candidates = equals.map { Set(streams[$0.other].map(\.place)) }
        let isChain =
            candidates.reduce(0) { $0 + $1.count } == candidates.reduce(into: Set<Int>()) { $0.formUnion($1) }.count
        return isChain ? equals.map(\.other).min() : nil
    }

    private func kept(_ a: [Group], _ b: [Group]) -> Int {
        guard let a = a.first?.tuple, let b = b.first?.tuple else { return 0 }
        return a.kept(by: b)
    }

    // MARK: Counting

    private func stream(_ groups: [Group]) -> PacketCapture.Stream? {
        // What was on its way when the capture began was seen by the places behind it alone.
        let ordered = groups.compactMap { group in
            group.packets.first { $0.nanoseconds >= 0 }.map { (group: group, begin: $0.nanoseconds) }
        }.sorted { $0.begin < $1.begin }.map(\.group).drop { begins?.contains($0.place) == false }
        guard let first = ordered.first else { return nil }
        let end = min(end, end + margin - 2 * Self.delay(of: ordered))
        let sent = first.packets.filter { $0.nanoseconds >= 0 && $0.nanoseconds <= end }
        guard !sent.isEmpty else { return nil }
        var result = PacketCapture.Stream(
            sightings: ordered.map { group in
                sighting(group, recognised: group === first ? sent.count : Self.recognised(sent, by: group))
            }, quoted: first.packets[0].quoted)
        if first.packets[0].identity.segment != nil { result.tcp = Self.tcp(sent) }
        return result
    }

    /// Without those that only may have been asked for: that are neither the same stream as one that was, nor its answer.
    private func certain(_ streams: [[Group]]) -> [[Group]] {
        var known: [Int: Set<ConntrackEntry.Tuple>] = [:]
        let (certain, others) = (streams.filter(Self.isCertain), streams.filter { !Self.isCertain($0) })
        guard !others.isEmpty else { return streams }
        for group in certain.joined() { known[group.place, default: []].insert(group.tuple) }
        return certain
            + others.filter { stream in
                stream.contains { group in
                    let tuple = group.packets[0].quoted ?? group.tuple
                    return known[group.place]?.contains { $0.covers(tuple) } ?? false
                }
            }
    }

    private static func isCertain(_ stream: [Group]) -> Bool {
        stream.contains { $0.packets.contains(where: \.isCertain) }
    }

    /// The longest that a packet took from the first place to another one: those sent last need as long.
    private static func delay(of groups: ArraySlice<Group>) -> Int64 {
        guard let first = groups.first else { return 0 }
        let sent = Dictionary(first.packets.map { ($0.identity, $0.nanoseconds) }, uniquingKeysWith: { a, _ in a })
        return groups.dropFirst().reduce(0) { longest, group in
            group.packets.reduce(longest) { longest, packet in
                guard group.counts[packet.identity] == 1, first.counts[packet.identity] == 1,
                    let begin = sent[packet.identity]
                else { return longest }
                return max(longest, packet.nanoseconds - begin)
            }
        }
    }

    private func sighting(_ group: Group, recognised: Int) -> PacketCapture.Sighting {
        let timely = group.packets.filter { $0.nanoseconds >= 0 && $0.nanoseconds <= end }
        var sighting = PacketCapture.Sighting(
            place: group.place, tuple: group.tuple, outer: group.packets[0].outer,
            packets: max(timely.count, recognised), recognised: recognised,
            first: Int((timely.first ?? group.packets[0]).nanoseconds / 1000),
            last: Int((timely.last ?? group.packets[0]).nanoseconds / 1000),
            largest: group.packets.map(\.length).max() ?? 0)
        sighting.isOutgoing = group.packets[0].isOutgoing
        return sighting
    }

    private static func recognised(_ sent: [TrackedPacket], by group: Group) -> Int {
        var left = group.counts
        var bytes: SequenceRanges?
        return sent.reduce(0) { count, packet in
            if let more = left[packet.identity], more > 0 {
                left[packet.identity] = more - 1
                return count + 1
            }
            if group.isOtherwiseCut(packet) { return count + 1 }
            guard let segment = packet.identity.segment, packet.identity.payloadLength > 0 else { return count }
            let ranges = bytes ?? SequenceRanges(group.packets)
            bytes = ranges
            return count + (ranges.covers(segment.sequence, packet.identity.payloadLength) ? 1 : 0)
        }
    }

    private static func tcp(_ sent: [TrackedPacket]) -> PacketCapture.TCP {
        var tcp = PacketCapture.TCP()
        var seen: Set<SequenceRanges.Range> = []
        for packet in sent {
            guard let segment = packet.identity.segment else { continue }
            if segment.isReset { tcp.resets += 1 }
            if segment.isSyn { tcp.syns += 1 }
            let length = packet.identity.payloadLength + (segment.flags & 0x03 == 0 ? 0 : 1)
            guard length > 0, !segment.isReset else { continue }
            if !seen.insert(.init(start: segment.sequence, length: length)).inserted { tcp.retransmissions += 1 }
        }
        return tcp
    }
}

extension PacketCapture.Stream {
    fileprivate var packets: Int { sightings.first?.packets ?? 0 }
    fileprivate var first: Int { sightings.first?.first ?? 0 }
}

extension ConntrackEntry.Tuple {
    /// How many parts of the header both have: a translation changes few.
    func kept(by other: Self) -> Int {
        [src == other.src, dst == other.dst, sport == other.sport, dport == other.dport, icmpId == other.icmpId]
            .filter { $0 }.count
    }
}
