import Addresses

/// How many source ports of one address are taken towards one destination: each conntrack entry takes one.
public struct PortUse: Hashable, Sendable, Codable {
    /// IPPROTO_*.
    public var proto: UInt8
    public var dst: IPAddress
    public var dport: UInt16
    public var count: Int
    /// Those of them that are translated connections of TCP which have ended, so that newer kernels may give them up
    /// (nf_nat_may_kill). Nil where nobody counted them.
    public var ended: Int?
    /// Those whose ports are taken for sure.
    public var lasting: Int {
        // A snapshot may say anything.
        let (rest, isOverflow) = count.subtractingReportingOverflow(ended ?? 0)
        return isOverflow ? 0 : rest
    }

    public init(proto: UInt8, dst: IPAddress, dport: UInt16, count: Int, ended: Int? = nil) {
        self.proto = proto
        self.dst = dst
        self.dport = dport
        self.count = count
        self.ended = ended
    }

    /// Under which a namespace remembers what was counted.
    public static func key(_ source: IPAddress, _ ports: ClosedRange<UInt16>) -> String {
        "\(source) \(ports.lowerBound)-\(ports.upperBound)"
    }
}
