/// struct xt_log_info.
public struct XtLog: Hashable, Sendable, Codable {
    public var level: UInt8
    /// XT_LOG_*.
    public var flags: UInt8
    public var prefix: String

    public init(level: UInt8, flags: UInt8, prefix: String) {
        self.level = level
        self.flags = flags
        self.prefix = prefix
    }
}

/// struct xt_nflog_info.
public struct XtNflog: Hashable, Sendable, Codable {
    public var group: UInt16
    public var length: UInt32
    public var threshold: UInt16
    /// `length` was asked for (XT_NFLOG_F_COPY_LEN).
    public var copiesLength: Bool
    public var prefix: String

    public init(group: UInt16, length: UInt32, threshold: UInt16, copiesLength: Bool, prefix: String) {
        self.group = group
        self.length = length
        self.threshold = threshold
        self.copiesLength = copiesLength
        self.prefix = prefix
    }
}

/// struct xt_NFQ_info and its versions 1 to 3.
public struct XtNfqueue: Hashable, Sendable, Codable {
    public var queue: UInt16
    /// How many queues share the packets, from `queue` on.
    public var total: UInt16
    /// Accept where nobody listens.
    public var bypass: Bool
    public var cpuFanout: Bool

    public init(queue: UInt16, total: UInt16 = 1, bypass: Bool = false, cpuFanout: Bool = false) {
        self.queue = queue
        self.total = total
        self.bypass = bypass
        self.cpuFanout = cpuFanout
    }
}
