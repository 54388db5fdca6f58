import Kernel
import KernelWire

/// Writes what a session sees as pcapng while it is seen, and hands each packet on to whoever makes a table of them.
public struct CaptureRecorder {
    private let output: CaptureOutput?
    private let session: CaptureSession
    private let recent: Int?

    /// - Parameters:
    ///   - output: nil where no file is wanted.
    ///   - recent: how many packets are written, the last that came before the end; nil for all, while they come.
    public init(_ output: CaptureOutput?, _ session: CaptureSession, recent: Int? = nil) {
        self.output = output
        self.session = session
        self.recent = recent
    }

    /// Runs the session to its end. The file begins at once, so that a reader of the stream sees the interfaces before the first
    /// packet, and ends with what was counted.
    /// - Parameters:
    ///   - comments: of the section: the target, the question.
    ///   - comment: what is said beside a packet, if anything.
    public func run(
        _ signals: StopSignals? = nil, application: String, comments: [String],
        comment: (SeenPacket) -> String? = { _ in nil }, _ body: (SeenPacket) -> Bool = { _ in true }
    ) throws(CaptureError) -> CaptureOutcome {
        var writer = PcapngWriter()
        var failure: CaptureError?
        writer.section(application: application, comments: comments)
        for interface in session.interfaces { _ = writer.interface(interface) }
        func flush() -> Bool {
            defer { writer.clear() }
            do throws(CaptureError) {
                return try output?.write(writer.bytes) ?? true
            } catch {
                failure = failure ?? error
                return false
            }
        }
        let isRead = flush()
        var kept = RecentPackets(most: recent ?? 0)
        let outcome = try session.run(signals, flush: flush) { seen in
            if output != nil, !seen.isLate {
                var packet = seen.packet
                packet.comment = comment(seen)
                if recent == nil { writer.packet(packet) } else { kept.add(packet) }
            }
            return body(seen) && isRead
        }
        for packet in kept.all {
            writer.packet(packet)
            _ = flush()
        }
        for (place, statistics) in outcome.statistics.enumerated() {
            writer.statistics(interface: place, statistics)
        }
        _ = flush()
        if let failure { throw failure }
        return outcome
    }
}
