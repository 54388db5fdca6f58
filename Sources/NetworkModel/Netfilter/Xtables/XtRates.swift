import Addresses

/// struct xt_statistic_info.
public enum XtStatistic: Hashable, Sendable, Codable {
    /// Of 2^31 packets this many match.
    case random(Invertible<UInt32>)
    /// Each `every`th, starting with number `packet`. How far the count is, the kernel does not say.
    case nth(every: UInt32, packet: UInt32, inverted: Bool)
}

/// struct xt_rateinfo: a token bucket that all packets of the rule share.
public struct XtLimit: Hashable, Sendable, Codable {
    /// Time between packets in units of 1/10000 second (XT_LIMIT_SCALE).
    public var average: UInt32
    public var burst: UInt32

    public init(average: UInt32, burst: UInt32) {
        self.average = average
        self.burst = burst
    }
}

/// struct xt_hashlimit_mtinfo1, 2 and 3: a token bucket for each source, destination, port …
public struct XtHashlimit: Hashable, Sendable, Codable {
    public var revision: UInt8
    /// Whose widths the masks have where nobody asked for others.
    public var family: IPAddress.Family
    public var name: String
    /// XT_HASHLIMIT_*: by what to divide, and whether to match above the rate.
    public var mode: UInt32
    /// In 1/10000 second before revision 2, in microseconds since; a bandwidth where the mode says bytes.
    public var average: UInt64
    public var burst: UInt64
    public var size: UInt32
    public var max: UInt32
    public var gcInterval: UInt32
    /// Milliseconds.
    public var expire: UInt32
    public var interval: UInt32 = 0
    public var srcmask: UInt8
    public var dstmask: UInt8

    public init(
        revision: UInt8, family: IPAddress.Family, name: String, mode: UInt32, average: UInt64, burst: UInt64,
        size: UInt32, max: UInt32,
        gcInterval: UInt32, expire: UInt32, srcmask: UInt8, dstmask: UInt8
    ) {
        self.revision = revision
        self.family = family
        self.name = name
        self.mode = mode
        self.average = average
        self.burst = burst
        self.size = size
        self.max = max
        self.gcInterval = gcInterval
        self.expire = expire
        self.srcmask = srcmask
        self.dstmask = dstmask
    }
}

/// struct xt_recent_mtinfo and its version 1: lists of addresses seen lately.
public struct XtRecent: Hashable, Sendable, Codable {
    public var name: String
    /// XT_RECENT_*.
    public var checkSet: UInt8
    public var seconds: UInt32
    public var hitCount: UInt32
    public var inverted: Bool
    public var byDestination: Bool
    /// Which bits of an address count; nil for all.
    public var mask: IPAddress?

    public init(name: String, checkSet: UInt8, seconds: UInt32, hitCount: UInt32, inverted: Bool, byDestination: Bool) {
        self.name = name
        self.checkSet = checkSet
        self.seconds = seconds
        self.hitCount = hitCount
        self.inverted = inverted
        self.byDestination = byDestination
    }
}
