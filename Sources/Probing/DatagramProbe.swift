import Addresses
import CLinux
import Glibc
import Kernel
import KernelWire
import NetworkModel

/// UDP: a question that a name server answers, or an empty datagram, of which only an error can come back.
final class DatagramProbe {
    private let order: ProbeOrder
    private let socket: ProbeSocket
    private let id = UInt16.random(in: 0...UInt16.max)

    init(_ order: ProbeOrder) throws(SystemError) {
        self.order = order
        socket = try ProbeSocket(order.dst.family, type: NSD_SOCK_DGRAM, proto: 17)
        try socket.take(order)
    }

    func run(_ patience: Patience) -> ProbeResult {
        let isQuestion = order.kind == .dns
        var result = ProbeResult(order, .silent)
        do throws(SystemError) {
            try socket.connect(order)
        } catch {
            return ProbeResult(failed: order, error)
        }
        var failed: ProbeResult?
        for _ in 0..<(isQuestion ? patience.tries : 1) where !patience.isOver {
            let start = Patience.now
            do throws(SystemError) {
                try socket.send(isQuestion ? RootQuestion.bytes(id: id) : [])
            } catch {
                failed = socket.nextFailure().map { ProbeResult(order, $0) } ?? ProbeResult(failed: order, error)
                if failed?.outcome != .failed { break }
                _ = patience.wait(for: 100_000, at: socket.descriptor, events: 0) { Bool?.none }
                continue
            }
            result.sent += 1
            let found = patience.wait(at: socket.descriptor) { () -> ProbeResult? in
                if let bytes = socket.receive() {
                    var found = ProbeResult(order, .answered)
                    found.from = order.dst
                    found.rcode = RootQuestion.answer(bytes, id: id)
                    // It got there and back, whatever sits there.
                    if found.rcode == nil, isQuestion { found.note = "what came is no answer of a name server" }
                    return found
                }
                return socket.nextFailure().map { ProbeResult(order, $0) }
            }
            if var found {
                (found.sent, found.source) = (result.sent, socket.source)
                if found.outcome == .answered { found.microseconds = Int(Patience.now - start) }
                return found
            }
        }
        if result.sent == 0 { result = failed ?? ProbeResult(order, .unsent) }
        result.source = socket.source
        return result
    }
}
