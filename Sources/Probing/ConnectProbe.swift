import Addresses
import CLinux
import Glibc
import Kernel
import NetworkModel

/// A TCP connection that is reset as soon as it stands: nothing is sent over it, and nobody keeps it.
final class ConnectProbe {
    private let order: ProbeOrder
    private let socket: ProbeSocket

    init(_ order: ProbeOrder) throws(SystemError) {
        self.order = order
        socket = try ProbeSocket(order.dst.family, type: NSD_SOCK_STREAM, proto: 6)
        // Close sends a reset: no socket stays behind in TIME_WAIT.
        try socket.set(SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0))
        try socket.set(IPPROTO_TCP, TCP_SYNCNT, Int32(order.mostPackets - 1))
        try socket.take(order)
    }

    /// The kernel sends again by itself: each second since Linux 6.5, before that after one second and after three.
    func run(_ patience: Patience) -> ProbeResult {
        guard !patience.isOver else { return ProbeResult(order, .unsent) }
        let start = Patience.now
        var result: ProbeResult
        do throws(SystemError) {
            try socket.connect(order)
            result =
                patience.wait(
                    for: patience.each * Int64(patience.tries) - patience.each / 10, at: socket.descriptor,
                    events: POLLOUT
                ) {
                    outcome()
                } ?? ProbeResult(order, .silent)
        } catch {
            result = socket.nextFailure().map { ProbeResult(order, $0) } ?? ProbeResult(failed: order, error)
        }
        if result.outcome == .answered || result.outcome == .refused {
            result.microseconds = Int(Patience.now - start)
        }
        if result.outcome != .failed {
            result.sent = 1 + Int(max(0, nsd_tcp_retransmits(socket.descriptor.raw)))
            result.source = socket.source
        }
        return result
    }

    /// Nil as long as nothing has come of it.
    private func outcome() -> ProbeResult? {
        if let failure = socket.nextFailure(), failure.icmp != nil { return ProbeResult(order, failure) }
        var file = pollfd(fd: socket.descriptor.raw, events: Int16(POLLOUT), revents: 0)
        guard poll(&file, 1, 0) > 0, Int32(file.revents) & (POLLOUT | POLLERR | POLLHUP) != 0 else { return nil }
        switch socket.pendingError() {
        case 0:
            var result = ProbeResult(order, .answered)
            result.from = order.dst
            return result
        case ECONNREFUSED: return ProbeResult(order, .refused)
        case ETIMEDOUT: return ProbeResult(order, .silent)
        case let code: return ProbeResult(failed: order, SystemError("connect", code: code))
        }
    }
}
