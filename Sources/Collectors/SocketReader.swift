import Addresses
import Glibc
import Kernel
import KernelWire
import NetworkModel

// Sockets by sock_diag(7): the kernel answers a protocol and a family at a time.

extension NamespaceSession {
    func readSockets(into namespace: inout Namespace) throws(SystemError) {
        namespace.sockets = Table()
        let protocols: [Socket.`Protocol`] = [.tcp, .udp, .raw]
        for proto in protocols {
            for family in [IPAddress.Family.inet, .inet6] {
                do throws(SystemError) {
                    let dump = try sockDiag.dump(
                        Request.getSockets(family: family, proto: proto),
                        decode { (payload: RawSpan) throws(WireError) in try Socket(sockDiag: payload, proto: proto) })
                    namespace.sockets.absorb(dump.rows, dump.completeness)
                } catch {
                    // The module raw_diag is not loaded, and is not ours to load.
                    guard proto == .raw, error.code == ENOENT else { throw error }
                }
            }
        }
    }
}
