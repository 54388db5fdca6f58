import Capture
import FoundationEssentials
import Glibc
import Kernel
import KernelWire
import NetworkModel
import PacketStreams

/// The process that captures, started by `nsdoctor capture`: it opens all places, gives its rights up, and then meets packets.
enum CaptureRole {
    static let word = "+take"

    /// The exit status if the arguments ask for this part, nil for an ordinary call.
    static func play(_ arguments: [String]) -> Int32? {
        guard arguments.count == 4, arguments[1] == "capture", arguments[2] == word,
            let descriptor = Int32(arguments[3])
        else { return nil }
        signal(SIGPIPE, SIG_IGN)
        let answers = Descriptor(owning: descriptor)
        do throws(CaptureError) {
            let (order, signals) = try prepare()
            say(Array(try JSONBytes.encode(take(order, signals, answers))), answers)
            // A signal that came twice must not end what is being said.
            withExtendedLifetime(signals) {}
            return 0
        } catch {
            say((try? JSONBytes.encode(CaptureReply(error))) ?? [], answers)
            return 1
        }
    }

    private static func prepare() throws(CaptureError) -> (CaptureOrder, StopSignals) {
        let signals: StopSignals
        do throws(SystemError) {
            signals = try StopSignals()
        } catch {
            throw CaptureError(error)
        }
        return (try JSONBytes.decode(CaptureOrder.self, try read()), signals)
    }

    private static func take(
        _ order: CaptureOrder, _ signals: StopSignals, _ answers: Descriptor
    ) throws(CaptureError) -> CaptureReply {
        let output: CaptureOutput? = if let file = order.file { try CaptureOutput(file) } else { nil }
        let session = try CaptureSession(try points(order), order.options)
        try Privileges.drop()
        try session.start()
        // Whoever went before it was sure to be noticed.
        guard isAwaited(answers) else { throw CaptureError(.system, "nobody waits for the capture") }
        say(Array(CaptureWorker.started.utf8), answers)
        var capture = PacketCapture(startedAt: Clock.now, milliseconds: 0, filter: order.filter)
        capture.places = order.places.map { order in
            var place = PacketCapture.Place(netns: order.netns, ifindex: order.ifindex, ifname: order.ifname)
            place.choice = order.choice
            return place
        }
        var table = CaptureTable()
        let outcome = try CaptureRecorder(output, session, recent: order.recent).run(
            signals, application: Version.text, comments: order.comments
        ) { seen in
            // Nobody knows for how long, and nobody asks for the table.
            if order.recent == nil { table.add(seen) }
            if !seen.isLate { capture.places[seen.packet.interface].received += 1 }
            return true
        }
        for (place, statistics) in outcome.statistics.enumerated() {
            capture.places[place].missed = Int(clamping: statistics.dropped ?? 0)
        }
        let length = outcome.stop > outcome.start ? outcome.stop - outcome.start : 0
        capture.milliseconds = Int(length / 1_000_000)
        let filtered = Set(order.places.indices.filter { order.places[$0].isFiltered })
        table.fill(
            &capture, end: Int64(clamping: length), margin: Int64(clamping: outcome.margin),
            begins: order.filter == nil ? nil : filtered)
        return .done(capture, notes: notes(outcome, order))
    }

    private static func notes(_ outcome: CaptureOutcome, _ order: CaptureOrder) -> [String] {
        let end: [String] =
            switch outcome.end {
            case .packets: ["ended after \(order.options.packets ?? 0) packets; --packets takes more"]
            case .bytes: ["ended after \((order.options.bytes ?? 0) >> 20) MiB"]
            case .time, .signal, .enough: []
            }
        return end
            + outcome.failures.sorted { $0.key < $1.key }.map { place, code in
                "\(order.places[place].name): \(String(cString: strerror(code)))"
            }
    }

    private static func points(_ order: CaptureOrder) throws(CaptureError) -> [VantagePoint] {
        var points: [VantagePoint] = []
        for place in order.places {
            do throws(SystemError) {
                let namespace: NamespaceHandle? =
                    if let path = place.namespace { try NamespaceHandle(path: path) } else { nil }
                points.append(
                    VantagePoint(
                        name: place.name, namespace: namespace, ifname: place.ifname, choice: place.choice,
                        isFiltered: place.isFiltered))
            } catch {
                throw CaptureError(error)
            }
        }
        return points
    }

    private static func isAwaited(_ answers: Descriptor) -> Bool {
        var file = pollfd(fd: answers.raw, events: 0, revents: 0)
        return poll(&file, 1, 0) <= 0
    }

    private static func say(_ bytes: [UInt8], _ answers: Descriptor) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(answers.raw, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func read() throws(CaptureError) -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65536)
        while bytes.count < 16 << 20 {
            let count = Glibc.read(STDIN_FILENO, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += part.prefix(count)
        }
        throw CaptureError(.system, "the order is too long")
    }
}

/// Values between two processes of this program.
enum JSONBytes {
    static func encode(_ value: some Encodable) throws(CaptureError) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(value))
        } catch {
            throw CaptureError(.system, "\(error)")
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws(CaptureError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw CaptureError(.system, "\(error)")
        }
    }
}

extension CaptureTable {
    fileprivate mutating func add(_ seen: SeenPacket) {
        if let tracked = seen.tracked { add(tracked) }
        if !seen.isLate { add(seen.frame, place: seen.packet.interface) }
    }
}
