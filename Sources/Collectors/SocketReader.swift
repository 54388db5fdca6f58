import Addresses
import Kernel
import KernelWire
import NetworkModel

// Sockets by sock_diag(7): the kernel answers a protocol and a family at a time.

extension NamespaceSession {
    func readSockets(into namespace: inout Namespace) throws(SystemError) {
        namespace.sockets = Table()
        for proto in [Socket.`Protocol`.tcp, .udp, .raw] {
            for family in [IPAddress.Family.inet, .inet6] {
                do throws(SystemError) {
                    let dump = try sockDiag.dump(SockDiag.request(family: family, proto: proto)) {
                        (header: MessageHeader, payload: RawSpan) throws(WireError) in
                        try Socket.decode(header, payload, proto: proto)
                    }
                    namespace.sockets.absorb(dump.rows, dump.completeness)
                } catch where error.code == 2 /* ENOENT: the module (raw_diag) is not loaded, and is not ours to load */ {
                    if proto != .raw { throw error }
                }
            }
        }
    }
}
