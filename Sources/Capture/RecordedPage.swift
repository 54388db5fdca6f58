import KernelWire
import PacketStreams

/// Packets that wait for what became of them, and those that were written.
struct RecordedPage {
    var writer = PcapngWriter()
    private var trail: PacketTrail
    private var waiting = PacketQueue<Waiting>()

    private struct Waiting {
        var packet: CapturedPacket
        var tracked: TrackedPacket?
        var isLeftToDevice: Bool
    }

    init(_ interfaces: [CaptureInterface]) {
        trail = PacketTrail(interfaces.map { $0.name ?? "?" })
    }

    mutating func add(_ seen: SeenPacket) {
        if let tracked = seen.tracked { trail.add(tracked) }
        guard !seen.isLate else { return }
        let isLeftToDevice = seen.frame.packets.contains { $0.checksum == .partial }
        waiting.append(Waiting(packet: seen.packet, tracked: seen.tracked, isLeftToDevice: isLeftToDevice))
    }

    /// Writes those that had time enough.
    /// - Parameter now: nanoseconds since 1970.
    mutating func settle(until now: UInt64) {
        let patience = UInt64(PacketTrail.patience) + CaptureRun.delay
        var last: TrackedPacket?
        while let next = waiting.first, now == .max || (next.packet.time ?? 0) &+ patience <= now {
            waiting.popFirst()
            var packet = next.packet
            packet.comment = comment(next)
            writer.packet(packet)
            last = next.tracked ?? last
        }
        if let last { trail.forget(before: last.nanoseconds) }
    }

    private func comment(_ waiting: Waiting) -> String? {
        let words = [
            waiting.tracked.map(trail.words),
            waiting.isLeftToDevice ? "its checksum is left to the device (offload)" : nil,
        ].compactMap { $0 }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }
}
