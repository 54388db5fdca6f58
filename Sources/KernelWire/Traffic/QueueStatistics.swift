import CLinux

/// TCA_STATS2 of a queue: struct gnet_stats_basic and struct gnet_stats_queue; nil for what was not sent.
struct QueueStatistics {
    private(set) var bytes: UInt64?
    private(set) var packets: UInt64?
    private(set) var queue: gnet_stats_queue?
    /// TCA_STATS_APP, by the kind of the queue.
    private(set) var own: Attribute?

    init(_ message: RawSpan, _ counters: Attribute) throws(WireError) {
        var attributes = try Attributes(inside: counters)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case TCA_STATS_BASIC:
                let basic = message.fixed(gnet_stats_basic(), attribute)
                (bytes, packets) = (basic.bytes, UInt64(basic.packets))
            // Where 32 bits are not enough (gnet_stats_copy_basic sends it then, and behind the other).
            case TCA_STATS_PKT64: packets = try message.u64(attribute)
            case TCA_STATS_QUEUE: queue = message.fixed(gnet_stats_queue(), attribute)
            case TCA_STATS_APP: own = attribute
            default: break
            }
        }
    }
}
