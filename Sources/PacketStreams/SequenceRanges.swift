/// Which bytes of a connection were seen, whatever the segments that they came in.
struct SequenceRanges {
    struct Range: Hashable {
        let start: UInt32
        let length: Int
    }

    /// Sorted, none touching the next; sequence numbers count from the first that was seen, as they wrap.
    private var ranges: [ClosedRange<Int64>] = []
    private let origin: UInt32

    init(_ packets: [TrackedPacket]) {
        let segments = packets.compactMap { packet in
            packet.identity.segment.map { Range(start: $0.sequence, length: packet.identity.payloadLength) }
        }.filter { $0.length > 0 }
        origin = segments.first?.start ?? 0
        for range in segments.map(placed).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = ranges.last, range.lowerBound <= last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
    }

    func covers(_ start: UInt32, _ length: Int) -> Bool {
        guard length > 0 else { return false }
        let wanted = placed(Range(start: start, length: length))
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = low + (high - low) / 2
            if ranges[middle].upperBound < wanted.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(wanted.lowerBound) && ranges[low].contains(wanted.upperBound)
    }

    /// Half of the numbers lie before the origin, half behind it.
    private func placed(_ range: Range) -> ClosedRange<Int64> {
        let start = Int64(Int32(bitPattern: range.start &- origin))
        return start...(start + Int64(range.length) - 1)
    }
}
