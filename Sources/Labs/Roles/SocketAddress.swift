import CLinux
import Glibc

/// A numeric address and port as the socket calls want it.
struct SocketAddress {
    let family: Int32
    private var storage: sockaddr_storage
    private let length: socklen_t

    init?(_ address: String, _ port: UInt16) {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, "\(port)", &hints, &found) == 0, let first = found else { return nil }
        defer { freeaddrinfo(first) }
        family = first.pointee.ai_family
        length = first.pointee.ai_addrlen
        storage = sockaddr_storage()
        memcpy(&storage, first.pointee.ai_addr, Int(length))
    }

    func bind(_ socket: Int32) -> Bool { pass { Glibc.bind(socket, $0, $1) } == 0 }

    func connect(_ socket: Int32) -> Bool { pass { Glibc.connect(socket, $0, $1) } == 0 }

    private func pass(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, length) }
        }
    }
}

extension LabProcess.Listener.Transport {
    var socketType: Int32 {
        switch self {
        case .tcp: Int32(NSD_SOCK_STREAM)
        case .udp: Int32(NSD_SOCK_DGRAM)
        }
    }
}
