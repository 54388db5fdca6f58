import Addresses

/// A question or an answer of ARP about IPv4.
public struct ARPMessage: Hashable, Sendable {
    /// 1 request, 2 reply.
    public var operation: UInt16
    public var senderMAC: LinkLayerAddress
    public var sender: IPAddress
    /// Zero in requests.
    public var targetMAC: LinkLayerAddress
    public var target: IPAddress

    /// The message that starts at `start`, and where it ends. Protocols other than IPv4 are `.unsupported`.
    static func read(in bytes: RawSpan, at start: Int) throws(WireError) -> (message: ARPMessage, end: Int) {
        guard try bytes.big(UInt16.self, at: start + 2) == 0x0800, try bytes.u8(at: start + 5) == 4 else {
            throw WireError(.unsupported, "ARP protocol", at: start + 2)
        }
        let width = Int(try bytes.u8(at: start + 4))
        let sender = start + 8
        let target = sender + width + 4
        let message = ARPMessage(
            operation: try bytes.big(UInt16.self, at: start + 6),
            senderMAC: LinkLayerAddress(bytes: try bytes.bytes(from: sender, to: sender + width)),
            sender: try bytes.address(.inet, at: sender + width),
            targetMAC: LinkLayerAddress(bytes: try bytes.bytes(from: target, to: target + width)),
            target: try bytes.address(.inet, at: target + width))
        return (message, target + width + 4)
    }
}
