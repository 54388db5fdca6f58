import Addresses

/// Where a user wants to know whether the target can send to: `--to ADDR[:PORT[/PROTO]]`.
public struct Destination: Hashable, Sendable, Codable {
    public enum Proto: String, Hashable, Sendable, Codable {
        case icmp, tcp, udp
    }

    public var address: IPAddress
    public var proto: Proto
    /// Nil for ICMP.
    public var port: UInt16?

    public init(address: IPAddress, proto: Proto, port: UInt16? = nil) {
        self.address = address
        self.proto = proto
        self.port = port
    }
}
