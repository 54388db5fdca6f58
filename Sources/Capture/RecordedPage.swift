import KernelWire
import PacketStreams

/// Packets that wait for what became of them, and those that were written.
struct RecordedPage {
    var writer = PcapngWriter()
    private var trail: PacketTrail
    private var waiting: [SeenPacket] = []

    init(_ interfaces: [CaptureInterface]) {
        trail = PacketTrail(interfaces.map { $0.name ?? "?" })
    }

    mutating func add(_ seen: SeenPacket) {
        if let tracked = seen.tracked { trail.add(tracked) }
        if !seen.isLate { waiting.append(seen) }
    }

    /// Writes those that had time enough.
    /// - Parameter now: nanoseconds since 1970.
    mutating func settle(until now: UInt64) {
        let patience = UInt64(PacketTrail.patience) + CaptureRun.delay
        let ready = waiting.prefix { now == .max || ($0.packet.time ?? 0) &+ patience <= now }
        for seen in ready {
            var packet = seen.packet
            packet.comment = comment(seen)
            writer.packet(packet)
        }
        if let last = ready.last(where: { $0.tracked != nil })?.tracked { trail.forget(before: last.nanoseconds) }
        waiting.removeFirst(ready.count)
    }

    private func comment(_ seen: SeenPacket) -> String? {
        let isLeftToDevice = seen.frame.packets.contains { $0.checksum == .partial }
        let words = [
            seen.tracked.map(trail.words), isLeftToDevice ? "its checksum is left to the device (offload)" : nil,
        ].compactMap { $0 }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }
}
