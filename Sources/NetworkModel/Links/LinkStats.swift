/// struct rtnl_link_stats64 (linux/if_link.h): counters since the device was made, in packets and bytes.
/// Older kernels send fewer fields; those are zero.
public struct LinkStats: Hashable, Sendable, Codable {
    public var rxPackets: UInt64 = 0
    public var txPackets: UInt64 = 0
    public var rxBytes: UInt64 = 0
    public var txBytes: UInt64 = 0
    public var rxErrors: UInt64 = 0
    public var txErrors: UInt64 = 0
    public var rxDropped: UInt64 = 0
    public var txDropped: UInt64 = 0
    public var multicast: UInt64 = 0
    public var collisions: UInt64 = 0
    public var txCarrierErrors: UInt64 = 0
    public var rxNohandler: UInt64 = 0
    /// Frames for another MAC address, since Linux 5.19.
    public var rxOtherhostDropped: UInt64 = 0

    public init() {}
}
