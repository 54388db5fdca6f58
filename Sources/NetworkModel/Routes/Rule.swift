import Addresses

/// A policy routing rule, RTM_NEWRULE (linux/fib_rules.h). Names follow `ip -j rule`.
public struct Rule: Hashable, Sendable, Codable {
    public enum Action: Hashable, Sendable, Codable {
        case table(UInt32)
        case goto(UInt32)
        case nop
        case blackhole, unreachable, prohibit
        case other(UInt8)
    }

    public struct PortRange: Hashable, Sendable, Codable {
        public var start: UInt16
        public var end: UInt16

        public init(start: UInt16, end: UInt16) {
            self.start = start
            self.end = end
        }
    }

    public var family: IPAddress.Family
    public var priority: UInt32
    public var action: Action
    public var invert: Bool = false
    public var src: IPPrefix?
    public var dst: IPPrefix?
    public var iif: String?
    public var oif: String?
    public var fwmark: UInt32?
    public var fwmask: UInt32?
    public var tos: Int?
    /// FRA_DSCP (Linux 6.12), 0...63; excludes `tos`.
    public var dscp: Int?
    public var ipProto: Int?
    public var sport: PortRange?
    public var dport: PortRange?
    /// FRA_SPORT_MASK, FRA_DPORT_MASK (Linux 6.15): compare only these bits. Nil: all of them.
    public var sportMask: UInt16?
    public var dportMask: UInt16?
    public var uidRange: [UInt32]?
    public var tunnelId: UInt64?
    /// FRA_L3MDEV: look in the table of the VRF that the interface belongs to.
    public var l3mdev: Bool = false
    /// FRA_SUPPRESS_PREFIXLEN: ignore results with this prefix length or shorter.
    public var suppressPrefixlength: Int?
    public var suppressIfgroup: UInt32?
    public var proto: Int?
    /// FRA_FLOW: realms, as a route may have them.
    public var realms: UInt32?
    /// FIB_RULE_*: 0x02 invert, 0x04 goto target missing, 0x08 iif and 0x10 oif do not exist at present.
    public var flags: UInt32 = 0
    /// Attributes that this version does not decode, by number: conditions of the rule that nobody may overlook.
    public var unknownAttributes: [Int] = []

    public init(family: IPAddress.Family, priority: UInt32, action: Action) {
        self.family = family
        self.priority = priority
        self.action = action
    }
}
