import Addresses
import Glibc
import Kernel
import KernelWire
import NetworkModel

// Sockets by sock_diag(7), a protocol and a family at a time; by the files of /proc/net where asking would load a module.

extension NamespaceSession {
    func readSockets(into namespace: inout Namespace) throws(SystemError) {
        namespace.sockets = Table()
        let protocols: [Socket.`Protocol`] = [.tcp, .udp, .raw]
        for proto in protocols {
            for family in [IPAddress.Family.inet, .inet6] {
                guard modules.diag(of: proto) == .askable else {
                    try readListing(proto, family, into: &namespace)
                    continue
                }
                do throws(SystemError) {
                    let dump = try sockDiag.dump(
                        Request.getSockets(family: family, proto: proto),
                        decode { (payload: RawSpan) throws(WireError) in try Socket(sockDiag: payload, proto: proto) })
                    namespace.sockets.absorb(dump.rows, dump.completeness)
                } catch {
                    // There is no raw_diag in this kernel.
                    guard proto == .raw, error.code == ENOENT else { throw error }
                }
            }
        }
    }

    /// A kernel without IPv6 has no files for it.
    private func readListing(
        _ proto: Socket.`Protocol`, _ family: IPAddress.Family, into namespace: inout Namespace
    ) throws(SystemError) {
        guard let file = socketFiles[SocketFile(proto: proto, family: family)] else { return }
        let (bytes, isCut) = try file.readAgain(limit: 16 << 20)
        namespace.sockets.absorb(Socket.listing(bytes, proto: proto, family: family), .complete)
        if isCut { namespace.sockets.coverage = .incomplete(reason: "there are more sockets than are read") }
    }
}

/// A file of /proc/net that lists sockets. It belongs to the namespace of the thread that opened it.
struct SocketFile: Hashable {
    var proto: Socket.`Protocol`
    var family: IPAddress.Family

    /// Those that stand in for sock_diag here; raw sockets decide about no packet, so nobody misses them.
    static let needed = [
        SocketFile(proto: .tcp, family: .inet), SocketFile(proto: .tcp, family: .inet6),
        SocketFile(proto: .udp, family: .inet), SocketFile(proto: .udp, family: .inet6),
    ].filter { KernelModules.here.diag(of: $0.proto) != .askable }

    var path: String { "/proc/thread-self/net/\(proto == .tcp ? "tcp" : "udp")\(family == .inet6 ? "6" : "")" }
}
