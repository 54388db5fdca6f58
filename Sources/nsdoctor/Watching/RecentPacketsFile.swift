import Analysis
import Capture
import Collectors
import Kernel
import NetworkModel

/// The last packets on the way of a watch, which another process keeps and writes when it ends.
struct RecentPacketsFile {
    /// Headers only: no more than a few megabytes.
    private static let most = 10_000

    private let worker: CaptureWorker

    /// - Parameter plan: of what a capture of the same target would take.
    init(_ file: String, _ plan: CapturePlan, _ collector: Collector, asking destinations: [Destination])
        throws(Failure)
    {
        var order = CaptureOrder(plan, collector, filter: nil)
        (order.file, order.recent) = (file, Self.most)
        order.comments =
            LiveCapture.comments(collector.snapshot, destinations, order)
            + ["the last \(Self.most) packets of a watch, or less"]
        do throws(CaptureError) {
            let words = ["/proc/self/exe", "capture", CaptureRole.word, "\(CaptureWorker.answers)"]
            let input = try JSONBytes.encode(order)
            do throws(SystemError) {
                worker = try CaptureWorker(words, input: input)
            } catch {
                throw CaptureError(error)
            }
        } catch {
            throw Failure(ExitStatus(error.kind), error.message, hint: error.hint)
        }
        if !worker.begins() { try end() }
    }

    /// Has it written.
    func end() throws(Failure) {
        let answer = worker.stop()
        let reply: CaptureReply
        do throws(CaptureError) {
            reply = try JSONBytes.decode(CaptureReply.self, answer.bytes)
        } catch {
            throw Failure(.output, "the capturing process ended with status \(answer.status)")
        }
        switch reply {
        case .done(_, let notes):
            for note in notes { Terminal.standardError("nsdoctor: \(Terminal.safe(note))\n") }
        case .failed(let kind, let message, let hint): throw Failure(ExitStatus(kind), message, hint: hint)
        }
    }
}
