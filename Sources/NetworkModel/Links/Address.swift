import Addresses

/// An address on a link, RTM_NEWADDR. Names follow `ip -j address`.
public struct Address: Hashable, Sendable, Codable {
    public var ifindex: Int
    /// IFA_LOCAL with the prefix length: what the link itself is called.
    public var local: IPPrefix
    /// IFA_ADDRESS where it differs: the other end of a point-to-point link.
    public var peer: IPAddress?
    public var broadcast: IPAddress?
    public var label: String?
    public var flags: AddressFlags
    /// RT_SCOPE_*: 0 global, 253 link, 254 host.
    public var scope: Int
    /// IFA_PROTO, since Linux 5.18.
    public var proto: Int?
    /// IFA_RT_PRIORITY: the metric of the connected route.
    public var metric: UInt32?
    /// Seconds; nil means for ever.
    public var validLifetime: UInt32?
    public var preferredLifetime: UInt32?

    public init(
        ifindex: Int, local: IPPrefix, peer: IPAddress? = nil, broadcast: IPAddress? = nil, label: String? = nil,
        flags: AddressFlags = [], scope: Int = 0
    ) {
        self.ifindex = ifindex
        self.local = local
        self.peer = peer
        self.broadcast = broadcast
        self.label = label
        self.flags = flags
        self.scope = scope
    }

    public var address: IPAddress { local.address }
    /// The on-link prefix that this address stands for: the peer's, where there is one (fib_add_addr in the kernel).
    public var network: IPPrefix { (peer.flatMap { IPPrefix($0, length: local.length) } ?? local).network }
    public var isSecondary: Bool { flags.contains(.secondary) && local.family == .inet }
    /// Usable as a source: IPv6 addresses are not while duplicate address detection runs or has failed.
    public var isUsable: Bool {
        local.family == .inet
            || !(flags.contains(.dadFailed) || (flags.contains(.tentative) && !flags.contains(.optimistic)))
    }
}

/// IFA_F_* (linux/if_addr.h).
public struct AddressFlags: OptionSet, Hashable, Sendable, Codable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// IFA_F_SECONDARY for IPv4, IFA_F_TEMPORARY for IPv6: the same bit.
    public static let secondary = AddressFlags(rawValue: 0x01)
    public static let noDAD = AddressFlags(rawValue: 0x02)
    public static let optimistic = AddressFlags(rawValue: 0x04)
    public static let dadFailed = AddressFlags(rawValue: 0x08)
    public static let home = AddressFlags(rawValue: 0x10)
    public static let deprecated = AddressFlags(rawValue: 0x20)
    public static let tentative = AddressFlags(rawValue: 0x40)
    public static let permanent = AddressFlags(rawValue: 0x80)
    public static let managedTemporary = AddressFlags(rawValue: 0x100)
    public static let noPrefixRoute = AddressFlags(rawValue: 0x200)
    public static let mcAutoJoin = AddressFlags(rawValue: 0x400)
    public static let stablePrivacy = AddressFlags(rawValue: 0x800)
}
