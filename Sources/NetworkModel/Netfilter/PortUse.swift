import Addresses

/// How many source ports of one address are taken towards one destination: each conntrack entry takes one.
public struct PortUse: Hashable, Sendable, Codable {
    /// IPPROTO_*.
    public var proto: UInt8
    public var dst: IPAddress
    public var dport: UInt16
    public var count: Int

    public init(proto: UInt8, dst: IPAddress, dport: UInt16, count: Int) {
        self.proto = proto
        self.dst = dst
        self.dport = dport
        self.count = count
    }

    /// Under which a namespace remembers what was counted.
    public static func key(_ source: IPAddress, _ ports: ClosedRange<UInt16>) -> String {
        "\(source) \(ports.lowerBound)-\(ports.upperBound)"
    }
}
