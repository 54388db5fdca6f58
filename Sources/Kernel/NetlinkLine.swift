import CLinux
import CMnl
import Glibc

/// What carries the datagrams of a netlink socket: the kernel, or what a test says that a kernel answers. Its calls are
/// like those of the system: they return a count, or -1 with errno(3) set.
package protocol NetlinkLine: AnyObject {
    /// The port id, by which the kernel tells the sockets of a bus apart.
    var port: UInt32 { get }
    /// -1 where there is no real socket.
    var descriptor: Int32 { get }

    func send(_ datagram: UnsafeRawBufferPointer) -> Int
    /// Blocks until there is one. ENOSPC where it does not fit.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int
}

/// A socket of libmnl, closed when it goes out of use.
final class MnlLine: NetlinkLine {
    private let socket: OpaquePointer

    init(_ bus: Int32) throws(SystemError) {
        guard let socket = mnl_socket_open2(bus, Int32(NSD_SOCK_CLOEXEC)) else {
            throw SystemError("open a netlink socket", code: errno)
        }
        self.socket = socket
        // Port 0 lets the kernel choose: a second socket of this process must not collide.
        _ = try checkedErrno("bind a netlink socket") { Int(mnl_socket_bind(socket, 0, 0)) }
        // Strict checking (Linux 4.20) makes the kernel honour filters of dumps; extended acknowledgements (4.12)
        // carry its words for a failure. Older kernels lack them, and the callers filter again, so failures do not
        // matter.
        for option in [NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK] {
            var on: Int32 = 1
            mnl_socket_setsockopt(socket, option, &on, socklen_t(MemoryLayout<Int32>.size))
        }
        // A kernel that does not answer in five seconds will not.
        var timeout = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { mnl_socket_close(socket) }

    var port: UInt32 { mnl_socket_get_portid(socket) }
    var descriptor: Int32 { mnl_socket_get_fd(socket) }

    func send(_ datagram: UnsafeRawBufferPointer) -> Int {
        mnl_socket_sendto(socket, datagram.baseAddress, datagram.count)
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        mnl_socket_recvfrom(socket, buffer.baseAddress, buffer.count)
    }
}
