import KernelWire

/// A netlink message with its own bytes.
public struct Message: Sendable {
    public var header: MessageHeader
    /// What follows the header.
    public var payload: [UInt8]

    /// As KernelWire makes a request: without the sequence number and port that a socket puts in.
    public var request: [UInt8] {
        Build.bytes(of: header.length) + Build.bytes(of: header.type) + Build.bytes(of: header.flags)
            + [UInt8](repeating: 0, count: 8) + payload
    }

    /// The messages of one or several datagrams.
    public static func all(in bytes: [UInt8]) throws -> [Message] {
        var messages: [Message] = []
        try Netlink.forEachMessage(in: bytes.span.bytes) { header, payload throws(WireError) in
            messages.append(
                Message(
                    header: header,
                    payload: (0..<payload.byteCount).map { payload.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }))
        }
        return messages
    }

    /// A captured answer, fixtures/netlink/NAME.bin; its README says what was asked of which network.
    public static func captured(_ name: String) throws -> [Message] {
        try all(in: try Repository.bytes("fixtures/netlink/\(name).bin"))
    }

    /// Those of an answer that carry rows.
    public static func rows(_ name: String) throws -> [Message] { try captured(name).filter { !$0.header.isControl } }
}
