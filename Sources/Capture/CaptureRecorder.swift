import Kernel
import KernelWire

/// Writes what a session sees as pcapng while it is seen, and hands each packet on to whoever makes a table of them.
///
/// What is said beside a packet is where else it was seen, so a packet is written when it had the time to get there.
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
    /// - Parameter comments: of the section: the target, the question.
    public func run(
        _ signals: StopSignals? = nil, application: String, comments: [String],
        _ body: (SeenPacket) -> Bool = { _ in true }
    ) throws(CaptureError) -> CaptureOutcome {
        var page = RecordedPage(session.interfaces)
        var failure: CaptureError?
        page.writer.section(application: application, comments: comments)
        for interface in session.interfaces { _ = page.writer.interface(interface) }
        func send() -> Bool {
            defer { page.writer.clear() }
            do throws(CaptureError) {
                return try output?.write(page.writer.bytes) ?? true
            } catch {
                failure = failure ?? error
                return false
            }
        }
        func flush() -> Bool {
            page.settle(until: Clock.now)
            return send()
        }
        let isRead = send()
        var kept = RecentPackets(most: recent ?? 0)
        let outcome = try session.run(signals, flush: flush) { seen in
            if output != nil { if recent == nil { page.add(seen) } else { kept.add(seen) } }
            return body(seen) && isRead
        }
        for seen in kept.all { page.add(seen) }
        page.settle(until: .max)
        for (place, statistics) in outcome.statistics.enumerated() {
            page.writer.statistics(interface: place, statistics)
        }
        _ = send()
        if let failure { throw failure }
        return outcome
    }
}
