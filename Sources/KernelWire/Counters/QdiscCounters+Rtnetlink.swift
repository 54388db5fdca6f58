import CLinux
import NetworkModel

/// What a queue of a link counts.
public struct QdiscCounters: Sendable {
    public var ifindex: Int
    /// Hostile, as any module's name for itself.
    public var kind = ""
    public var handle: UInt32
    /// TC_H_ROOT for the root.
    public var parent: UInt32
    /// One for each field.
    public var values: [UInt64]

    public private(set) var fields = Self.fields

    /// In the words of `tc -s -j qdisc`.
    public static let fields: [CounterField] = [
        CounterField("bytes"), CounterField("packets"), CounterField("drops", .narrow),
        CounterField("requeues", .narrow), CounterField("overlimits", .narrow), CounterField("qlen", .level),
        CounterField("backlog", .level),
    ]

    /// RTM_NEWQDISC; nil for a link that nobody asks about.
    public init?(rtnetlink message: RawSpan, of links: some Collection<Int>) throws(WireError) {
        let header = try message.header(tcmsg(), "tcmsg")
        guard links.contains(Int(header.tcm_ifindex)) else { return nil }
        (ifindex, handle, parent) = (Int(header.tcm_ifindex), header.tcm_handle, header.tcm_parent)
        values = [UInt64](repeating: 0, count: Self.fields.count)
        var attributes = Attributes(in: message, after: MemoryLayout<tcmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case TCA_KIND: kind = try message.text(attribute)
            case TCA_STATS2: try read(message, attribute)
            default: break
            }
        }
    }

    private mutating func read(_ message: RawSpan, _ counters: Attribute) throws(WireError) {
        let statistics = try QueueStatistics(message, counters)
        let own = statistics.own.flatMap { QueueKindCounters.all[kind]?.values(message, $0) }
        let queue = statistics.queue ?? gnet_stats_queue()
        values =
            [statistics.bytes ?? 0, statistics.packets ?? 0]
            + [
                queue.drops, queue.requeues, queue.overlimits, queue.qlen, queue.backlog,
            ].map { UInt64($0) } + (own ?? [])
        if own != nil { fields = QueueKindCounters.wholeFields[kind] ?? fields }
    }
}

extension Request {
    /// RTM_GETQDISC of all links: the kernel takes no filter. Those that it keeps to itself are left out.
    public static func getQdiscs() -> [UInt8] {
        var request = RequestBuilder(RTM_GETQDISC, flags: dump)
        request.append(tcmsg())
        return request.bytes
    }
}
