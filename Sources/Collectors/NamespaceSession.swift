import Kernel
import KernelWire
import NetworkModel

/// Sockets of one namespace. They were opened inside it and keep it, so that no thread has to enter again.
final class NamespaceSession {
    let handle: NamespaceHandle
    let route: NetlinkSocket
    let sockDiag: NetlinkSocket

    /// Must run on a thread that has entered the namespace.
    init(inside handle: NamespaceHandle) throws(SystemError) {
        self.handle = handle
        route = try NetlinkSocket(.route)
        sockDiag = try NetlinkSocket(.sockDiag)
    }
}

/// A decoder of payloads as the sockets want it.
func decode<Value>(
    _ make: @escaping (RawSpan) throws(WireError) -> Value
) -> (MessageHeader, RawSpan) throws(WireError) -> Value? {
    { (_: MessageHeader, payload: RawSpan) throws(WireError) in try make(payload) }
}

extension Table {
    /// Appends the rows of a dump and records how far it can be trusted.
    mutating func absorb(_ rows: [Row], _ completeness: NetlinkSocket.Completeness, key: String? = nil) {
        self.rows += rows
        if completeness == .interrupted {
            coverage = .incomplete(reason: "the table kept changing while it was read")
        } else if let key {
            asked.insert(key)
        } else if coverage == .unread {
            coverage = .complete
        }
    }
}
