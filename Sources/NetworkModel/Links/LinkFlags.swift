/// `net_device.flags` (IFF_*, linux/if.h).
public struct LinkFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Administratively up.
    public static let up = LinkFlags(rawValue: 1 << 0)
    public static let broadcast = LinkFlags(rawValue: 1 << 1)
    public static let loopback = LinkFlags(rawValue: 1 << 3)
    public static let pointToPoint = LinkFlags(rawValue: 1 << 4)
    public static let running = LinkFlags(rawValue: 1 << 6)
    public static let noARP = LinkFlags(rawValue: 1 << 7)
    public static let promisc = LinkFlags(rawValue: 1 << 8)
    public static let allMulticast = LinkFlags(rawValue: 1 << 9)
    public static let multicast = LinkFlags(rawValue: 1 << 12)
    /// The driver sees a carrier.
    public static let lowerUp = LinkFlags(rawValue: 1 << 16)

    /// Names in the order and spelling of `ip link`.
    private static let names: [(UInt32, String)] = [
        (1 << 3, "LOOPBACK"), (1 << 1, "BROADCAST"), (1 << 4, "POINTOPOINT"), (1 << 12, "MULTICAST"),
        (1 << 7, "NOARP"), (1 << 9, "ALLMULTI"), (1 << 8, "PROMISC"), (1 << 10, "MASTER"), (1 << 11, "SLAVE"),
        (1 << 2, "DEBUG"), (1 << 15, "DYNAMIC"), (1 << 14, "AUTOMEDIA"), (1 << 13, "PORTSEL"),
        (1 << 5, "NOTRAILERS"), (1 << 0, "UP"), (1 << 16, "LOWER_UP"), (1 << 17, "DORMANT"), (1 << 18, "ECHO"),
    ]

    /// As `ip -j link` lists them: NO-CARRIER first where the link is up without RUNNING, unknown bits last in hex.
    public var names: [String] {
        var names = contains(.up) && !contains(.running) ? ["NO-CARRIER"] : []
        var rest = rawValue & ~LinkFlags.running.rawValue
        for (bit, name) in Self.names where rest & bit != 0 {
            names.append(name)
            rest &= ~bit
        }
        return rest == 0 ? names : names + [String(rest, radix: 16)]
    }
}

extension LinkFlags: Codable {
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(UInt32.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
