/// The root qdisc of a link, where it is one that holds packets back or drops them on purpose: `tc -s qdisc show dev IF root`.
public struct Qdisc: Hashable, Sendable, Codable {
    /// `tbf`, `netem`, `htb` … Hostile, as any module's name for itself.
    public var kind: String
    /// Bytes a second, of `tbf`; nil for kinds that have no single rate.
    public var rate: UInt64?
    /// How much may wait: bytes for `tbf` and `bfifo`, packets for the others; nil where it was not read.
    public var limit: UInt32?
    /// `netem`: the share of packets that it drops by chance, 0 to 1; nil where a model decides that was not read.
    public var loss: Double?
    /// Packets that went through it since it was made.
    public var packets: UInt64 = 0
    /// Packets that it dropped since then.
    public var drops: UInt64 = 0
    /// Bytes that wait in it.
    public var backlog: UInt64 = 0

    public init(kind: String) { self.kind = kind }

    /// Kinds that every link may have by itself, and that drop only what a link cannot keep up with.
    private static let ordinary: Set<String> = [
        "noqueue", "noop", "mq", "mqprio", "pfifo_fast", "fq_codel", "fq", "fq_pie", "codel", "cake", "sfq", "taprio",
        "etf", "skbprio",
    ]

    /// Whether a kind does no more than links' own queues do, so that nobody needs to look.
    public static func isOrdinary(_ kind: String) -> Bool { ordinary.contains(kind) }

    /// The share of packets that were dropped, of those that came.
    public var dropShare: Double {
        let all = Double(packets) + Double(drops)
        return all > 0 ? Double(drops) / all : 0
    }
}
