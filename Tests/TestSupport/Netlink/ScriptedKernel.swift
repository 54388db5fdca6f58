import Glibc
import Kernel

/// The other end of a netlink socket: instead of a kernel, a function from each request to what arrives for it.
public final class ScriptedKernel: NetlinkLine {
    /// What comes of one call that waits for a datagram.
    public enum Arrival: Sendable {
        case datagram([UInt8])
        /// The call fails: EINTR for a signal, ENOBUFS for data that was lost.
        case failure(Int32)
    }

    public let port: UInt32 = 4711
    public let descriptor: Int32 = -1

    private let answer: (Message) -> [Arrival]
    private var waiting: [Arrival] = []
    /// All so far.
    public private(set) var requests: [Message] = []

    /// - Parameter answer: where it returns nothing the kernel stays silent, and the caller's patience ends (EAGAIN).
    public init(_ answer: @escaping (Message) -> [Arrival]) { self.answer = answer }

    /// One answer after the other, whatever is asked.
    public convenience init(_ answers: [(Message) -> [Arrival]]) {
        var rest = answers[...]
        self.init { request in rest.popFirst()?(request) ?? [] }
    }

    /// A socket that has it at its other end.
    public var socket: NetlinkSocket { NetlinkSocket(self) }

    /// Failures of the next calls that send.
    public var refusals: [Int32] = []

    public func send(_ datagram: UnsafeRawBufferPointer) -> Int {
        guard let request = try? Message.all(in: Array(datagram)).first else { return fail(EINVAL) }
        if !refusals.isEmpty { return fail(refusals.removeFirst()) }
        requests.append(request)
        waiting += answer(request)
        return datagram.count
    }

    public func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard !waiting.isEmpty else { return fail(EAGAIN) }
        switch waiting.removeFirst() {
        case .failure(let code): return fail(code)
        case .datagram(let bytes):
            // mnl_socket_recvfrom says so of what was cut off.
            guard bytes.count <= buffer.count else { return fail(ENOSPC) }
            buffer.copyBytes(from: bytes)
            return bytes.count
        }
    }

    private func fail(_ code: Int32) -> Int {
        errno = code
        return -1
    }
}
