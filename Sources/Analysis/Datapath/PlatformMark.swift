import Addresses
import NetworkModel

/// Something by which a network platform gives itself away on a node, without anybody being asked.
indirect enum PlatformMark: Hashable, Sendable {
    /// The node's end of the target's cable, or the device below it, is called so. Patterns as in `Glob`.
    case cable(String)
    /// The bridge that the cable is plugged into is called so.
    case bridge(String)
    /// A file of the platform names that bridge as one of its networks'.
    case network(String)
    /// The target's next hop.
    case gateway(String)
    /// RTPROT_* of the node's route to the target.
    case routeProtocol(Int)
    /// The node has a link of this name, and kind.
    case link(String, kind: String?)
    /// A chain of this name beginning, nft's or iptables', in the node's namespace.
    case chain(String)
    /// An nft table.
    case table(String)
    /// A set of this name beginning, nft's or ipset's.
    case set(String)
    /// A program of BPF on the cable or on links of the way.
    case program(String)
    /// The configuration of CNI that made the cable has a plugin of this type.
    case config(String)
    /// That configuration is of a network of this name.
    case configName(String)
    /// The target's own link is of this kind.
    case kind(String)
    /// A process of this name.
    case process(String)
    /// All of these together, none of which would do by itself.
    case all([PlatformMark])
}

/// Names with one `*`, as in `veth*`, or with `#` for each hexadecimal digit.
enum Glob {
    static func matches(_ pattern: String, _ name: String) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else {
            return pattern.utf8.count == name.utf8.count
                && zip(pattern.utf8, name.utf8).allSatisfy { $0 == $1 || $0 == UInt8(ascii: "#") && isHexDigit($1) }
        }
        return name.hasPrefix(pattern[..<star]) && name.utf8.count > pattern[..<star].utf8.count
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
