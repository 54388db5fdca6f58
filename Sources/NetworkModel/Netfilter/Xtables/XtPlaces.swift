import Addresses

/// struct xt_addrtype_info and its version 1. Bits are 1 << RTN_* (linux/rtnetlink.h): 2 unicast, 4 local, 8 broadcast …
public struct XtAddrtype: Hashable, Sendable, Codable {
    public var source: Invertible<UInt16>?
    public var destination: Invertible<UInt16>?
    /// Only addresses of the interface that the packet came in by (goes out by) count as local.
    public var limitIfaceIn = false
    public var limitIfaceOut = false

    public init() {}
}

/// struct xt_iprange_mtinfo.
public struct XtIprange: Hashable, Sendable, Codable {
    public struct Range: Hashable, Sendable, Codable {
        public var min: IPAddress
        public var max: IPAddress

        public init(_ min: IPAddress, _ max: IPAddress) {
            self.min = min
            self.max = max
        }

        public func contains(_ address: IPAddress) -> Bool {
            address.family == min.family && min.bits <= address.bits && address.bits <= max.bits
        }
    }

    public var src: Invertible<Range>?
    public var dst: Invertible<Range>?

    public init() {}
}

/// struct xt_physdev_info: ports of a bridge that a packet came in by, or leaves by.
public struct XtPhysdev: Hashable, Sendable, Codable {
    public var inDevice: Invertible<XtInterface>?
    public var outDevice: Invertible<XtInterface>?
    /// The value is always true; only whether it is inverted says something.
    public var isIn: Invertible<Bool>?
    public var isOut: Invertible<Bool>?
    public var isBridged: Invertible<Bool>?

    public init() {}
}

/// struct xt_devgroup_info: IFLA_GROUP of the interfaces.
public struct XtDevgroup: Hashable, Sendable, Codable {
    public var src: Invertible<XtMasked>?
    public var dst: Invertible<XtMasked>?

    public init() {}
}

/// struct xt_rpfilter_info: would the answer go out where the packet came in?
public struct XtRpfilter: Hashable, Sendable, Codable {
    public var isLoose: Bool
    public var usesMark: Bool
    public var acceptsLocal: Bool
    public var inverted: Bool

    public init(isLoose: Bool, usesMark: Bool, acceptsLocal: Bool, inverted: Bool) {
        self.isLoose = isLoose
        self.usesMark = usesMark
        self.acceptsLocal = acceptsLocal
        self.inverted = inverted
    }
}

/// struct xt_set_info_match_v0 … v4: membership in an ipset.
public struct XtSetMatch: Hashable, Sendable, Codable {
    public var set: XtSetRef
    public var inverted: Bool
    public var returnsNomatch = false
    public var updatesCounters = true
    public var updatesSubcounters = true
    public var packets: XtCounterTest?
    public var bytes: XtCounterTest?

    public init(_ set: XtSetRef, inverted: Bool = false) {
        self.set = set
        self.inverted = inverted
    }
}

/// A set by the number it has in its namespace, and which address or port of a packet stands for each part of a member.
public struct XtSetRef: Hashable, Sendable, Codable {
    public var index: UInt16
    /// True is source, false destination; one for each dimension.
    public var sources: [Bool]

    public init(index: UInt16, sources: [Bool]) {
        self.index = index
        self.sources = sources
    }
}

/// IPSET_COUNTER_*: a comparison with the counter of the member.
public struct XtCounterTest: Hashable, Sendable, Codable {
    public enum Comparison: UInt8, Hashable, Sendable, Codable { case equal = 1, notEqual, less, greater }

    public var comparison: Comparison
    public var value: UInt64

    public init(_ comparison: Comparison, _ value: UInt64) {
        self.comparison = comparison
        self.value = value
    }
}

/// struct xt_policy_info: IPsec policies that a packet came through or will go through.
public struct XtIpsecPolicy: Hashable, Sendable, Codable {
    /// XT_POLICY_MATCH_*.
    public var flags: UInt16
    /// How many `--next` elements it has, whose conditions we do not read.
    public var elements: Int

    public init(flags: UInt16, elements: Int) {
        self.flags = flags
        self.elements = elements
    }
}
