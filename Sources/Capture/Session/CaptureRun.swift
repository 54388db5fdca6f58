import Glibc
import Kernel
import KernelWire

/// One capture while it goes on.
struct CaptureRun {
    private let options: CaptureOptions
    private let sockets: [PacketSocket]
    private let rings: [PacketRing]
    /// From when on packets count: the last socket was listening.
    private let start: UInt64
    private let began = Clock.steady
    private var waiting: [SeenPacket] = []
    private var packets = 0
    private var bytes = 0
    private var failures: [Int: Int32] = [:]
    private(set) var end: CaptureOutcome.End?
    /// Up to when packets count; known when it has ended.
    private(set) var stop: UInt64 = .max

    /// A block may keep its packets back so long: two periods of the kernel's timer where another block was full meanwhile,
    /// and timers are late.
    private static let delay = UInt64(4 * PacketRing.patience) * 1_000_000

    init(_ options: CaptureOptions, _ sockets: [PacketSocket], _ rings: [PacketRing], start: UInt64) {
        self.options = options
        self.start = start
        self.sockets = sockets
        self.rings = rings
    }

    /// Until when everything is in the rings now.
    var settled: UInt64 { Clock.now - Self.delay }

    var outcome: CaptureOutcome {
        let statistics = sockets.map { socket in
            let counts = socket.statistics()
            return CaptureStatistics(start: start, end: stop, received: counts.packets, dropped: counts.drops)
        }
        return CaptureOutcome(
            end: end ?? .enough, start: start, stop: stop, statistics: statistics, failures: failures)
    }

    mutating func finish(_ end: CaptureOutcome.End) {
        guard self.end == nil else { return }
        self.end = end
        stop = Clock.now
    }

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
        if let seconds = options.seconds, !(Double(Clock.steady - began) < seconds * 1e9) { finish(.time) }
    }

    /// Milliseconds to wait at most.
    private var patience: Int32 {
        let left = options.seconds.map { $0 * 1e3 - Double(Clock.steady - began) / 1e6 } ?? 1e6
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
                guard packet.time >= start, packet.time <= stop, !(socket.isLoopback && packet.isOutgoing) else {
                    return
                }
                let frame = Frame(bytes, socket.linkType, ports: options.tunnelPorts)
                let kept = payload.map { min(bytes.byteCount, frame.headerLength + $0) } ?? bytes.byteCount
                let captured = CapturedPacket(
                    interface: place, time: packet.time,
                    bytes: bytes.extracting(0..<kept).withUnsafeBytes { Array($0) }, originalLength: packet.length,
                    direction: socket.isLoopback ? nil : packet.isOutgoing ? .outbound : .inbound)
                waiting.append(SeenPacket(packet: captured, frame: frame))
            }
        }
        if waiting.count > before { waiting.sort { ($0.packet.time ?? 0) < ($1.packet.time ?? 0) } }
    }

    /// After the end: what the kernel still keeps back.
    mutating func collectRest() {
        usleep(UInt32(Self.delay / 1000))
        collect()
    }

    /// Hands over what came up to then, as far as the bounds allow.
    mutating func deliver(until time: UInt64, _ body: (SeenPacket) -> Bool) {
        let ready = waiting.prefix { ($0.packet.time ?? 0) <= time }
        defer { waiting.removeFirst(ready.count) }
        for seen in ready {
            if let most = options.packets, packets >= most { return finish(.packets) }
            if let most = options.bytes, bytes + seen.packet.bytes.count > most { return finish(.bytes) }
            packets += 1
            bytes += seen.packet.bytes.count
            if !body(seen) { return finish(.enough) }
        }
        if let most = options.packets, packets >= most { finish(.packets) }
    }
}
