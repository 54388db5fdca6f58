/// struct xt_conntrack_mtinfo1, 2 and 3, and xt_state_info.
public struct XtConntrack: Hashable, Sendable, Codable {
    /// Written as `-m state --state` (XT_CONNTRACK_STATE_ALIAS, or the old module).
    public var isStateAlias = false
    public var state: Invertible<XtStates>?
    public var proto: Invertible<UInt16>?
    public var origSrc: Invertible<XtAddress>?
    public var origDst: Invertible<XtAddress>?
    public var replSrc: Invertible<XtAddress>?
    public var replDst: Invertible<XtAddress>?
    public var origSport: Invertible<XtRange>?
    public var origDport: Invertible<XtRange>?
    public var replSport: Invertible<XtRange>?
    public var replDport: Invertible<XtRange>?
    /// IPS_* bits, any of which must be set; none of them for 0.
    public var status: Invertible<UInt16>?
    /// Seconds until the flow would be forgotten.
    public var expires: Invertible<XtRange>?
    /// `--ctdir`.
    public var isReply: Bool?

    public init() {}
}

/// States of a packet towards its flow, in the bits of XT_CONNTRACK_STATE_*.
public struct XtStates: OptionSet, Hashable, Sendable, Codable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    public static let invalid = XtStates(rawValue: 1 << 0)
    public static let established = XtStates(rawValue: 1 << 1)
    public static let related = XtStates(rawValue: 1 << 2)
    public static let new = XtStates(rawValue: 1 << 3)
    /// The flow's source was translated.
    public static let snat = XtStates(rawValue: 1 << 6)
    public static let dnat = XtStates(rawValue: 1 << 7)
    public static let untracked = XtStates(rawValue: 1 << 8)
}

/// struct xt_connbytes_info.
public struct XtConnbytes: Hashable, Sendable, Codable {
    public enum Unit: UInt8, Hashable, Sendable, Codable { case packets, bytes, avgpkt }
    public enum Direction: UInt8, Hashable, Sendable, Codable { case original, reply, both }

    public var from: UInt64
    public var to: UInt64
    public var inverted: Bool
    public var unit: Unit
    public var direction: Direction

    public init(from: UInt64, to: UInt64, inverted: Bool, unit: Unit, direction: Direction) {
        self.from = from
        self.to = to
        self.inverted = inverted
        self.unit = unit
        self.direction = direction
    }
}

/// struct xt_connlimit_info: how many flows an address may have.
public struct XtConnlimit: Hashable, Sendable, Codable {
    public var limit: UInt32
    /// `--connlimit-above`.
    public var isAbove: Bool
    public var prefixLength: Int
    public var byDestination: Bool

    public init(limit: UInt32, isAbove: Bool, prefixLength: Int, byDestination: Bool) {
        self.limit = limit
        self.isAbove = isAbove
        self.prefixLength = prefixLength
        self.byDestination = byDestination
    }
}
