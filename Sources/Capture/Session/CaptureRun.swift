import Glibc
import Kernel
import KernelWire
import PacketStreams

/// One capture while it goes on.
struct CaptureRun {
    private let options: CaptureOptions
    private let sockets: [PacketSocket]
    private let rings: [PacketRing]
    private var chooser: PacketChooser?
    /// The last socket was listening. Packets count a margin later.
    private let opened: UInt64
    private let margin: UInt64
    private let began = Clock.steady
    private var waiting: [SeenPacket] = []
    private var packets = 0
    private var bytes = 0
    private var failures: [Int: Int32] = [:]
    private(set) var end: CaptureOutcome.End?
    /// Up to when packets count; known when it has ended.
    private var stop: UInt64 = .max
    /// When it was found out that it has ended, on the clock that nobody sets.
    private var ended: UInt64 = .max
    private var late = 0

    /// A block may keep its packets back so long: two periods of the kernel's timer where another block was full meanwhile,
    /// and timers are late.
    static let delay = UInt64(4 * PacketRing.patience) * 1_000_000

    init(
        _ options: CaptureOptions, _ sockets: [PacketSocket], _ rings: [PacketRing], _ chooser: PacketChooser?,
        start: UInt64
    ) {
        self.options = options
        self.chooser = chooser
        opened = start
        margin = UInt64(min(max(options.margin, 0), 10) * 1e9)
        self.sockets = sockets
        self.rings = rings
    }

    /// Until when everything is in the rings now.
    var settled: UInt64 { Clock.now - Self.delay }

    var outcome: CaptureOutcome {
        let statistics = sockets.map { socket in
            let counts = socket.statistics()
            return CaptureStatistics(start: opened, end: stop, received: counts.packets, dropped: counts.drops)
        }
        return CaptureOutcome(
            end: end ?? .enough, start: opened + margin, stop: stop, margin: margin, statistics: statistics,
            failures: failures)
    }

    /// - Parameter last: the time of the last packet that counts; nil for now.
    mutating func finish(_ end: CaptureOutcome.End, at last: UInt64? = nil) {
        guard self.end == nil else { return }
        self.end = end
        stop = last ?? Clock.now
        ended = Clock.steady
    }

    /// It has ended, and what came by until a margin later is in the rings.
    var isOver: Bool { end != nil && Clock.steady > ended + margin + Self.delay }

    /// Until packets are there, a signal, or the end of time.
    mutating func wait(_ signals: StopSignals?) {
        var files = sockets.map { pollfd(fd: $0.descriptor.raw, events: Int16(POLLIN), revents: 0) }
        if let signals { files.append(pollfd(fd: signals.rawDescriptor, events: Int16(POLLIN), revents: 0)) }
        _ = poll(&files, nfds_t(files.count), patience)
        if let signal = signals?.take() { finish(.signal(signal)) }
        for place in sockets.indices where Int32(files[place].revents) & (POLLERR | POLLHUP) != 0 {
            if let failure = sockets[place].failure() { failures[place] = failure }
        }
        // So that what is no number ends it, too.
        if let seconds = options.seconds, !(elapsed < seconds) { finish(.time) }
    }

    /// Since packets count.
    private var elapsed: Double { Double(Clock.steady - began) / 1e9 - Double(margin) / 1e9 }

    /// Milliseconds to wait at most.
    private var patience: Int32 {
        let left = end == nil ? options.seconds.map { ($0 - elapsed) * 1e3 } ?? 1e6 : Double(PacketRing.patience)
        let most = waiting.isEmpty ? 1000 : Double(PacketRing.patience)
        return Int32(exactly: max(0, min(left, most)).rounded(.up)) ?? 0
    }

    /// Takes what is in the rings, and puts it in order.
    mutating func collect() {
        let payload = options.payload.map { min(max($0, 0), PacketRing.mostBytes) }
        let before = waiting.count
        for (place, ring) in rings.enumerated() {
            let socket = sockets[place]
            ring.drain { packet, bytes in
                guard packet.time >= opened, !(socket.isLoopback && packet.isOutgoing) else { return }
                let frame = Frame(bytes, socket.linkType, ports: options.tunnelPorts)
                let kept = payload.map { min(bytes.byteCount, frame.headerLength + $0) } ?? bytes.byteCount
                let captured = CapturedPacket(
                    interface: place, time: packet.time,
                    bytes: bytes.extracting(0..<kept).withUnsafeBytes { Array($0) }, originalLength: packet.length,
                    direction: socket.isLoopback ? nil : packet.isOutgoing ? .outbound : .inbound)
                let age = Int64(clamping: packet.time) - Int64(clamping: opened + margin)
                var tracked = TrackedPacket(frame, bytes, place: place, nanoseconds: age)
                tracked?.isOutgoing = socket.isLoopback ? nil : packet.isOutgoing
                waiting.append(SeenPacket(packet: captured, frame: frame, tracked: tracked))
            }
        }
        if waiting.count > before { waiting.sort { ($0.packet.time ?? 0) < ($1.packet.time ?? 0) } }
    }

    /// Hands over what came up to then, as far as the bounds allow.
    mutating func deliver(until time: UInt64, _ body: (SeenPacket) -> Bool) {
        let ready = waiting.firstIndex { ($0.packet.time ?? 0) > time } ?? waiting.count
        defer { waiting.removeFirst(ready) }
        var last: UInt64?
        for index in 0..<ready {
            var seen = waiting[index]
            if let tracked = seen.tracked {
                let answer = chooser?.isWanted(tracked) ?? .yes
                guard answer != .no else { continue }
                seen.tracked?.isCertain = answer == .yes
            }
            seen.isLate = end != nil && (seen.packet.time ?? 0) > stop
            if !seen.isLate, let bound = bound(seen) {
                finish(bound, at: last)
                seen.isLate = true
            }
            guard !seen.isLate else {
                // It does not end by itself, so it is no more than what counted.
                late += 1
                if late <= options.packets ?? .max, !body(seen) { return finish(.enough) }
                continue
            }
            packets += 1
            bytes += seen.packet.bytes.count
            last = seen.packet.time
            if !body(seen) { return finish(.enough) }
        }
        if let most = options.packets, packets >= most { finish(.packets, at: last) }
    }

    /// The bound that one more packet would break.
    private func bound(_ seen: SeenPacket) -> CaptureOutcome.End? {
        if let most = options.packets, packets >= most { return .packets }
        if let most = options.bytes, bytes + seen.packet.bytes.count > most { return .bytes }
        return nil
    }
}
