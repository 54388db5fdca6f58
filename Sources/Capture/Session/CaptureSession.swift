import CLinux
import Glibc
import Kernel
import KernelWire
import PacketStreams

/// Watches several links at once, each in its own namespace.
///
///     let session = try CaptureSession(points, options)
///     try Privileges.drop()
///     try session.start()
///     let outcome = try session.run { seen in …; return true }
///
/// Sockets are opened inside the namespaces by one thread and read by the caller's; nothing is promiscuous, and nothing is
/// left when the process ends, however it does. Packets of all vantage points come in the order of their times.
public final class CaptureSession {
    /// One for each vantage point, as pcapng describes them.
    public let interfaces: [CaptureInterface]
    private let options: CaptureOptions
    private let sockets: [PacketSocket]
    private let filters: [[sock_filter]]
    /// Without the choice, where that is more than the kernel has room for at a socket (net.core.optmem_max, 20 KiB before
    /// Linux 6.7): which packets are wanted is then found out later.
    private let shorterFilters: [[sock_filter]]
    /// Nil where everything is wanted.
    private let chooser: PacketChooser?
    private var rings: [PacketRing] = []
    /// When the last socket began to listen; nil before `start`.
    private var started: UInt64?

    /// Opens the sockets and compiles the filter; no packet is taken yet.
    public init(_ points: [VantagePoint], _ options: CaptureOptions) throws(CaptureError) {
        let opened = try Self.open(points, options)
        self.options = options
        sockets = opened.map(\.socket)
        // Back home, since names of hosts may be looked up.
        var filters: [[sock_filter]] = []
        var shorter: [[sock_filter]] = []
        for (point, place) in zip(points, opened) {
            let asked = try place.handle?.compile(options.filter ?? "")
            let isEthernet = place.socket.linkType == .ethernet
            let chosen = point.choice.map {
                ChoiceFilter($0, isEthernet: isEthernet, snapLength: options.snapLength, after: asked ?? []).program
            }
            shorter.append(asked ?? .everything(snapLength: options.snapLength))
            filters.append(chosen ?? shorter[shorter.count - 1])
        }
        (self.filters, shorterFilters) = (filters, shorter)
        chooser = points.allSatisfy { $0.choice != nil } ? PacketChooser(points.compactMap(\.choice)) : nil
        interfaces = zip(points, opened).map { point, opened in
            var interface = CaptureInterface(
                name: point.name, description: point.description, linkType: opened.socket.linkType,
                snapLength: UInt32(clamping: options.snapLength))
            interface.filter = point.isFiltered ? options.filter : nil
            return interface
        }
    }

    private struct Opened {
        var socket: PacketSocket
        /// Nil without a filter.
        var handle: FilterHandle?
    }

    private static func open(_ points: [VantagePoint], _ options: CaptureOptions) throws(CaptureError) -> [Opened] {
        let isFiltered = options.filter != nil && points.contains(where: \.isFiltered)
        let library = isFiltered ? try FilterLibrary() : nil
        let result: Result<[Opened], CaptureError>
        do throws(SystemError) {
            let home = try NamespaceHandle(path: "/proc/self/ns/net")
            result = try NamespaceThread.run { visitor in
                Result { () throws(CaptureError) in
                    var opened: [Opened] = []
                    for point in points {
                        do throws(SystemError) {
                            try visitor.enter(point.namespace ?? home)
                        } catch {
                            throw CaptureError(error)
                        }
                        opened.append(try open(point, library, options))
                    }
                    return opened
                }
            }
        } catch {
            throw CaptureError(error)
        }
        return try result.get()
    }

    /// In the vantage point's namespace.
    private static func open(
        _ point: VantagePoint, _ library: FilterLibrary?, _ options: CaptureOptions
    ) throws(CaptureError) -> Opened {
        let socket: PacketSocket
        do throws(SystemError) {
            socket = try PacketSocket(ifname: point.ifname)
        } catch {
            throw CaptureError(error)
        }
        guard let library, point.isFiltered else { return Opened(socket: socket) }
        let handle = try FilterHandle(
            library, ifname: point.ifname, isEthernet: socket.linkType == .ethernet, snapLength: options.snapLength)
        return Opened(socket: socket, handle: handle)
    }

    /// Packets count from now on.
    public func start() throws(CaptureError) {
        guard started == nil else { return }
        do throws(SystemError) {
            for (socket, (filter, shorter)) in zip(sockets, zip(filters, shorterFilters)) {
                do throws(SystemError) {
                    rings.append(try socket.prepare(filter, buffer: options.buffer))
                } catch  where error.code == ENOMEM && shorter.count < filter.count {
                    rings.append(try socket.prepare(shorter, buffer: options.buffer))
                }
            }
            for socket in sockets { try socket.listen() }
        } catch {
            throw CaptureError(error)
        }
        started = Clock.now
    }

    /// Captures until a bound is met, a signal comes, or `body` returns false. It can be done once. What is late comes last.
    /// - Parameters:
    ///   - signals: those that end it, if any.
    ///   - flush: called after each batch of packets: what was written should be sent on now.
    public func run(
        _ signals: StopSignals? = nil, flush: () -> Bool = { true }, _ body: (SeenPacket) -> Bool
    ) throws(CaptureError) -> CaptureOutcome {
        try start()
        var run = CaptureRun(options, sockets, rings, chooser, start: started ?? Clock.now)
        while !run.isOver {
            run.wait(signals)
            let settled = run.settled
            run.collect()
            run.deliver(until: settled, body)
            if !flush() { run.finish(.enough) }
        }
        run.deliver(until: .max, body)
        _ = flush()
        return run.outcome
    }
}

extension Clock {
    /// Nanoseconds since 1970.
    static var now: UInt64 { read(CLOCK_REALTIME) }
    /// Nanoseconds of a clock that nobody sets.
    static var steady: UInt64 { read(CLOCK_MONOTONIC) }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

enum Clock {}
