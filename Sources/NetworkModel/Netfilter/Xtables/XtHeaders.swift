/// struct xt_owner_match_info: who made the socket of a packet of this machine's own.
public struct XtOwner: Hashable, Sendable, Codable {
    public var uid: Invertible<XtRange>?
    public var gid: Invertible<XtRange>?
    /// The value is always true.
    public var socketExists: Invertible<Bool>?
    public var supplementaryGroups = false

    public init() {}
}

/// struct xt_cgroup_info_v0, v1 and v2.
public struct XtCgroup: Hashable, Sendable, Codable {
    public var path: Invertible<String>?
    public var classid: Invertible<UInt32>?

    public init() {}
}

/// struct xt_socket_mtinfo1, 2 and 3: a socket on this machine would take the packet.
public struct XtSocket: Hashable, Sendable, Codable {
    public var transparent: Bool
    public var nowildcard: Bool
    public var restoresMark: Bool

    public init(transparent: Bool, nowildcard: Bool, restoresMark: Bool) {
        self.transparent = transparent
        self.nowildcard = nowildcard
        self.restoresMark = restoresMark
    }
}

/// struct ipt_ttl_info and ip6t_hl_info.
public struct XtHops: Hashable, Sendable, Codable {
    public enum Comparison: UInt8, Hashable, Sendable, Codable { case equal, notEqual, less, greater }

    public var comparison: Comparison
    public var value: UInt8

    public init(_ comparison: Comparison, _ value: UInt8) {
        self.comparison = comparison
        self.value = value
    }
}

/// struct xt_ecn_info.
public struct XtEcn: Hashable, Sendable, Codable {
    /// Congestion bits of the IP header, 0 to 3.
    public var ipEct: Invertible<UInt8>?
    /// The TCP flags ECE and CWR. The value is always true.
    public var ece: Invertible<Bool>?
    public var cwr: Invertible<Bool>?

    public init() {}
}
