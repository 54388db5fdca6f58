import Addresses
import CLinux
import Glibc
import Kernel
import NetworkModel

/// A socket that sends to one host and hears what comes of it: answers, and errors with who sent them.
final class ProbeSocket {
    /// An entry of the queue of errors.
    struct Failure {
        var code: Int32
        /// Nil for what the kernel itself says of its own packet.
        var icmp: ProbeResult.ICMP?
        var from: IPAddress?
        /// The beginning of the packet that it is about, from the transport's header on.
        var quoted: [UInt8]
    }

    let descriptor: Descriptor
    let family: IPAddress.Family

    /// Of the thread's namespace, and of its user for files.
    init(_ family: IPAddress.Family, type: some BinaryInteger, proto: Int32) throws(SystemError) {
        self.family = family
        let flags = Int32(NSD_SOCK_CLOEXEC) | Int32(NSD_SOCK_NONBLOCK)
        let domain = family == .inet ? AF_INET : AF_INET6
        descriptor = Descriptor(
            owning: Int32(try checkedErrno("open a socket") { Int(socket(domain, Int32(type) | flags, proto)) }))
        if family == .inet {
            try set(IPPROTO_IP, IP_RECVERR, Int32(1))
        } else {
            try set(IPPROTO_IPV6, IPV6_RECVERR, Int32(1))
        }
    }

    func set(_ level: some BinaryInteger, _ option: some BinaryInteger, _ value: some Any) throws(SystemError) {
        _ = try checkedErrno("set a socket option") {
            withUnsafeBytes(of: value) {
                Int(setsockopt(descriptor.raw, Int32(level), Int32(option), $0.baseAddress, socklen_t($0.count)))
            }
        }
    }

    /// Of ICMPv6 only messages of one type are handed over (struct icmp6_filter: a bit for each that is not).
    func hearOnly(type: Int) throws(SystemError) {
        var blocked = [UInt32](repeating: .max, count: 8)
        blocked[type / 32] &= ~(1 << UInt32(type % 32))
        _ = try checkedErrno("set a socket option") {
            Int(setsockopt(descriptor.raw, 58, Int32(NSD_ICMPV6_FILTER), blocked, socklen_t(blocked.count * 4)))
        }
    }

    /// What the question says of who sends: device, mark, address.
    func take(_ order: ProbeOrder) throws(SystemError) {
        if let ifindex = order.ifindex {
            // SO_BINDTOIFINDEX is newer than some kernels' headers, and routing only wants to know the link.
            var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
            guard if_indextoname(UInt32(clamping: ifindex), &name) != nil else {
                throw SystemError("look at link \(ifindex)", code: ENODEV)
            }
            _ = try checkedErrno("bind to a link") {
                Int(setsockopt(descriptor.raw, SOL_SOCKET, SO_BINDTODEVICE, name, socklen_t(name.count)))
            }
        }
        if order.mark != 0 { try set(SOL_SOCKET, SO_MARK, order.mark) }
        if let src = order.src {
            _ = try checkedErrno("bind to \(src)") {
                SocketAddress.with(src, port: 0, scope: order.ifindex) { Int(bind(descriptor.raw, $0, $1)) }
            }
        }
    }

    /// Sends only there, and hears only from there. EINPROGRESS is no error.
    func connect(_ order: ProbeOrder) throws(SystemError) {
        _ = try checkedErrno("connect to \(order.dst)") {
            let result = SocketAddress.with(order.dst, port: order.port ?? 0, scope: order.ifindex) {
                Int(Glibc.connect(descriptor.raw, $0, $1))
            }
            return result < 0 && errno == EINPROGRESS ? 0 : result
        }
    }

    /// The address that packets have as their source.
    var source: IPAddress? { SocketAddress.of(descriptor.raw) }

    func send(_ bytes: [UInt8]) throws(SystemError) {
        _ = try checkedErrno("send") {
            bytes.withUnsafeBytes { Glibc.send(descriptor.raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        }
    }

    /// To somebody else than whom the socket is connected to, on a link.
    func send(_ bytes: [UInt8], to address: IPAddress, on ifindex: Int) throws(SystemError) {
        _ = try checkedErrno("send to \(address)") {
            SocketAddress.with(address, port: 0, scope: ifindex) { place, size in
                bytes.withUnsafeBytes { sendto(descriptor.raw, $0.baseAddress, $0.count, 0, place, size) }
            }
        }
    }

    /// The next packet that came; nil for none. An error that stands at the socket is in its queue, too.
    func receive() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor.raw, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return count < 0 ? nil : Array(bytes.prefix(count))
    }

    func nextFailure() -> Failure? {
        var error = nsd_socket_error()
        guard nsd_next_socket_error(descriptor.raw, &error) > 0 else { return nil }
        let isICMP = error.origin == 2 || error.origin == 3
        let told = error.info > 0 && error.code == EMSGSIZE ? Int(error.info) : nil
        return Failure(
            code: error.code,
            icmp: isICMP
                ? ProbeResult.ICMP(type: Int(error.type), code: Int(error.icmp_code), mtu: told) : nil,
            from: withUnsafeBytes(of: error.offender) { bytes in
                switch Int32(error.family) {
                case AF_INET: IPAddress(bytes: bytes.prefix(4))
                case AF_INET6: IPAddress(bytes: bytes)?.unmapped
                default: nil
                }
            },
            quoted: withUnsafeBytes(of: error.quoted) { Array($0.prefix(Int(error.length))) })
    }

    /// What stands at the socket beside its queue, which is taken off it: errno, 0 for nothing.
    func pendingError() -> Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor.raw, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : 0
    }
}

/// struct sockaddr_in and sockaddr_in6.
enum SocketAddress {
    static func with<Result>(
        _ address: IPAddress, port: UInt16, scope: Int?, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        switch address.family {
        case .inet:
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            place.sin_port = port.bigEndian
            place.sin_addr.s_addr = UInt32(truncatingIfNeeded: address.bits).bigEndian
            return pointed(&place, body)
        case .inet6:
            var place = sockaddr_in6()
            place.sin6_family = sa_family_t(AF_INET6)
            place.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &place.sin6_addr) { $0.copyBytes(from: address.bytes) }
            if address.isLinkLocal || address.isMulticast { place.sin6_scope_id = UInt32(clamping: scope ?? 0) }
            return pointed(&place, body)
        }
    }

    private static func pointed<Place, Result>(
        _ place: inout Place, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<Place>.size)) }
        }
    }

    /// The socket's own address; nil where it has none yet.
    static func of(_ socket: Int32) -> IPAddress? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
        }
        guard result == 0 else { return nil }
        let address = withUnsafeBytes(of: storage) { bytes -> IPAddress? in
            switch Int32(storage.ss_family) {
            case AF_INET: IPAddress(bytes: bytes[4..<8])
            case AF_INET6: IPAddress(bytes: bytes[8..<24])
            default: nil
            }
        }
        return address.flatMap { $0.isUnspecified ? nil : $0 }
    }
}
