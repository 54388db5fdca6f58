import Addresses
import NetworkModel

// Files of /proc/net, mostly of netfilter's modules: a line for each row. Lines that are none are left out.

extension QueueReader {
    /// seq_show of nfnetlink_queue.c: `    7   4321     0 2 65531     0     0        0  1`.
    public static func listing(_ bytes: [UInt8]) -> [QueueReader] {
        bytes.lines.compactMap { line in
            let words = line.words
            guard words.count >= 2, let queue = words[0].number(as: UInt16.self),
                let portid = words[1].number(as: UInt32.self)
            else { return nil }
            return QueueReader(queue: queue, portid: portid)
        }
    }
}

extension HashlimitBucket {
    /// dl_seq_real_show of xt_hashlimit.c: `3599 10.0.0.1:0->0.0.0.0:0 96757 989560 494780`.
    public static func listing(_ bytes: [UInt8]) -> [HashlimitBucket] {
        bytes.lines.compactMap(HashlimitBucket.init(line:))
    }

    private init?(line: Bytes) {
        let words = line.words
        guard words.count == 5, let arrow = words[1].firstIndex(of: UInt8(ascii: ">")), arrow > words[1].startIndex,
            let src = Self.end(words[1][..<(arrow - 1)]), let dst = Self.end(words[1][(arrow + 1)...]),
            let credit = words[2].number(as: UInt64.self), let cost = words[4].number(as: UInt64.self)
        else { return nil }
        self.init(
            src: src.address, dst: dst.address, sport: src.port, dport: dst.port, credit: credit, cost: cost)
    }

    /// The address of IPv6 is written with all its zeros and no brackets, so the port is what follows the last colon.
    private static func end(_ text: Bytes) -> (address: IPAddress, port: UInt16)? {
        guard let colon = text.lastIndex(of: UInt8(ascii: ":")), let address = IPAddress(text[..<colon].text),
            let port = text[(colon + 1)...].number(as: UInt16.self)
        else { return nil }
        return (address, port)
    }
}

/// The kernel's clock of ticks, in which xt_recent notes times.
public struct Jiffies: Hashable, Sendable {
    /// Now, and how many of them are a second (CONFIG_HZ).
    public var now: UInt64
    public var perSecond: UInt64

    /// - Parameter uptime: nanoseconds of CLOCK_MONOTONIC. Ticks begin within a second of it, five minutes before they
    ///   would not fit 32 bits any more (INITIAL_JIFFIES).
    public init(uptime: UInt64, perSecond: UInt64) {
        self.perSecond = max(perSecond, 1)
        let (seconds, rest) = uptime.quotientAndRemainder(dividingBy: 1_000_000_000)
        let ticks = seconds &* self.perSecond &+ rest / (1_000_000_000 / self.perSecond)
        now = 1 << 32 &- 300 &* self.perSecond &+ ticks
    }

    func milliseconds(since past: UInt64) -> UInt64 { now > past ? (now &- past) &* 1000 / perSecond : 0 }
}

extension RecentAddress {
    /// recent_seq_show: `src=10.0.0.1 ttl: 64 last_seen: 4298800169 oldest_pkt: 2 4298800067, 4298800169`.
    public static func listing(_ bytes: [UInt8], _ jiffies: Jiffies) -> [RecentAddress] {
        bytes.lines.compactMap { line in
            let words = line.words
            guard words.count >= 8, words[0].starts(with: "src="), let address = IPAddress(words[0].dropFirst(4).text),
                let ttl = words[2].number(as: UInt8.self)
            else { return nil }
            let stamps = words[7...].compactMap { word in
                (word.last == UInt8(ascii: ",") ? word.dropLast() : word).number(as: UInt64.self)
            }
            return RecentAddress(address: address, ttl: ttl, ages: stamps.map(jiffies.milliseconds))
        }
    }
}

extension PacketSocket {
    /// packet_seq_show: `sk RefCnt Type Proto Iface R Rmem User Inode`, of which the first line names the columns.
    public static func listing(_ bytes: [UInt8]) -> [PacketSocket] {
        bytes.lines.dropFirst().compactMap { line in
            let words = line.words
            guard words.count >= 9, words[3].isLowercaseHex, let proto = UInt16(words[3].text, radix: 16),
                let ifindex = words[4].number(as: Int.self), let inode = words[8].number(as: UInt64.self)
            else { return nil }
            return PacketSocket(ifindex: ifindex, proto: proto, inode: inode)
        }
    }
}

extension Netstat {
    /// netstat_seq_show of proc.c: a line of names and one of values, each beginning with `TcpExt:`.
    public static func listing(_ bytes: [UInt8]) -> Netstat {
        let lines = bytes.lines.map(\.words).filter { $0.first?.elementsEqual("TcpExt:".utf8) == true }
        guard lines.count >= 2,
            let place = lines[0].firstIndex(where: { $0.elementsEqual("IPReversePathFilter".utf8) }),
            lines[1].indices.contains(place)
        else { return Netstat(reversePathFilter: nil) }
        return Netstat(reversePathFilter: lines[1][place].number(as: UInt64.self))
    }
}
