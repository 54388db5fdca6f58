/// A line of `trace_pipe` where of all events only skb/kfree_skb is on (include/trace/events/skb.h):
///
///     comm-1467 [001] ..s1. 45120.758382: kfree_skb: skbaddr=… protocol=2048 location=__udp4_lib_rcv+0x4bc/0xd00 reason: NO_SOCKET
///
/// Since Linux 5.17 there is a reason, since 6.3 a place that can be read, since 6.11 `rx_sk=…` somewhere between.
public enum TraceLine: Hashable, Sendable {
    case drop(TracedDrop)
    /// There was no room for so many events before it.
    case lost(Int)

    /// Nil for any other line. A program chooses its name, of at most 15 bytes (TASK_COMM_LEN), which may be anything.
    public init?(_ bytes: ArraySlice<UInt8>) {
        if let lost = Self.lost(bytes) {
            self = .lost(lost)
        } else if let drop = TracedDrop(line: bytes) {
            self = .drop(drop)
        } else {
            return nil
        }
    }

    /// `CPU:1 [LOST 1234 EVENTS]`, or without a number where the kernel does not know it (print_trace_line).
    private static func lost(_ bytes: Bytes) -> Int? {
        let words = bytes.words
        guard bytes.starts(with: "CPU:"), bytes.last == UInt8(ascii: "]"), words.count >= 3,
            words[1].elementsEqual("[LOST".utf8)
        else { return nil }
        return words[2].number(as: Int.self) ?? 1
    }
}

/// A frame that the kernel dropped, as tracefs tells it: where and why, and not whose it was.
public struct TracedDrop: Hashable, Sendable {
    /// The function that dropped it: `nft_do_chain`; nil where the kernel says no more than an address.
    public var symbol: String?
    /// `NETFILTER_DROP`; nil where it gives none.
    public var reason: String?
    /// ETH_P_*
    public var proto: UInt16

    public init(symbol: String?, reason: String?, proto: UInt16) {
        (self.symbol, self.reason, self.proto) = (symbol, reason, proto)
    }

    /// Longer than any name of a program.
    private static let mark = Array(": kfree_skb: skbaddr=".utf8)

    init?(line: Bytes) {
        guard let start = line.firstRange(of: Self.mark)?.upperBound else { return nil }
        let words = line[start...].words
        guard let proto = Self.value("protocol=", words)?.number(as: UInt16.self),
            let location = Self.value("location=", words)
        else { return nil }
        self.proto = proto
        let place = location.firstRange(of: Array("+0x".utf8)).map { location[..<$0.lowerBound] }
        symbol = place.flatMap { $0.isEmpty ? nil : $0.text }
        let reasons = words.drop { !$0.elementsEqual("reason:".utf8) }.dropFirst()
        reason = reasons.first?.text
    }

    private static func value(_ key: StaticString, _ words: [Bytes]) -> Bytes? {
        words.first { $0.starts(with: key) }?.dropFirst(key.utf8CodeUnitCount)
    }
}
