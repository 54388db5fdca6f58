import Addresses

extension Packet {
    /// Bytes from the network header on: one number where the length is known. A packet of which nobody has said how long
    /// it is, is a small one of its kind, as Linux would send it.
    var lengths: ClosedRange<Int> {
        if let length { return length...length }
        let header = family == .inet ? 20 : 40
        // What an Ethernet link takes; only the length is meant that somebody would call usual.
        let longest = Int(Usual.packetSize)
        switch transport {
        // Of its options the MSS is always there, and timestamps, SACK and window scaling are where they were not switched off.
        case .tcp(let tcp) where tcp.flags & Transport.TCP.syn != 0: return header + 24...header + 40
        case .tcp(let tcp) where tcp.flags & Transport.TCP.rst != 0: return header + 20...header + 32
        case .tcp: return header + 20...longest
        // A question of DNS has twelve bytes, a name, and perhaps EDNS; an answer may have anything behind that.
        case .udp(let ports) where ports.destination == 53: return header + 25...header + 520
        case .udp(let ports) where ports.source == 53: return header + 25...longest
        case .udp: return header + 8...longest
        // ping(8)
        case .icmp(let icmp) where icmp.type == 8 || icmp.type == 0: return header + 64...header + 64
        case .icmpv6(let icmp) where icmp.type == 128 || icmp.type == 129: return header + 64...header + 64
        case .icmp, .icmpv6: return header + 8...longest
        case .ported, .other: return header...longest
        case .none: return 28...28
        }
    }
}

extension Match {
    /// Whether a number is in a range, of which only bounds may be known.
    init(_ number: ClosedRange<Int>, in range: ClosedRange<Int>, _ name: String) {
        if range.lowerBound <= number.lowerBound, number.upperBound <= range.upperBound {
            self = .yes
        } else {
            self = number.overlaps(range) ? .unknown(because: "\(name) is not known") : .no
        }
    }
}
