import Addresses
import Glibc
import Kernel
import NetworkModel

extension ProbeResult {
    /// The kernel did not take it.
    init(failed order: ProbeOrder, _ error: SystemError) {
        self.init(order, .failed)
        code = Int(error.code)
    }

    /// What the queue of errors says.
    init(_ order: ProbeOrder, _ failure: ProbeSocket.Failure) {
        guard let icmp = failure.icmp else {
            self.init(order, .failed)
            code = Int(failure.code)
            return
        }
        // TCP has resets of its own: a port unreachable is then what somebody on the way says.
        let isPort = order.dst.family == .inet ? icmp.type == 3 && icmp.code == 3 : icmp.type == 1 && icmp.code == 4
        let isRefusal = isPort && failure.from == order.dst && order.kind != .tcp
        self.init(order, isRefusal ? .refused : .error)
        self.icmp = icmp
        from = failure.from
    }
}
