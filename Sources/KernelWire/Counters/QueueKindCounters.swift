import CLinux
import NetworkModel

/// What queues of one kind count beside what all do: TCA_STATS_APP, which each kind fills as it likes.
struct QueueKindCounters: Sendable {
    /// Where a number is, and how wide it is.
    struct Place: Sendable {
        let field: CounterField
        let offset: Int
        let isWide: Bool
    }

    let places: [Place]
    /// What it begins with, where it says what follows.
    var word: UInt32?

    /// Nil for what it does not know. What an older kernel does not count is zero.
    func values(_ message: RawSpan, _ own: Attribute) -> [UInt64]? {
        if let word, (try? message.native(UInt32.self, at: own.start)) != word { return nil }
        return places.map { place in
            let start = own.start + place.offset
            guard start + (place.isWide ? 8 : 4) <= own.end else { return 0 }
            let narrow = place.isWide ? nil : try? message.native(UInt32.self, at: start)
            return narrow.map { UInt64($0) } ?? (try? message.native(UInt64.self, at: start)) ?? 0
        }
    }

    /// struct tc_fq_codel_xstats: a u32 that is TCA_FQ_CODEL_XSTATS_QDISC, then struct tc_fq_codel_qd_stats.
    private static let fqCodel = QueueKindCounters(
        places: [
            codel("maxpacket", .level, \.maxpacket), codel("drop_overlimit", .narrow, \.drop_overlimit),
            codel("ecn_mark", .narrow, \.ecn_mark), codel("new_flow_count", .narrow, \.new_flow_count),
            codel("new_flows_len", .level, \.new_flows_len), codel("old_flows_len", .level, \.old_flows_len),
            codel("ce_mark", .narrow, \.ce_mark), codel("memory_used", .level, \.memory_usage),
            codel("drop_overmemory", .narrow, \.drop_overmemory),
        ], word: UInt32(TCA_FQ_CODEL_XSTATS_QDISC))

    /// struct tc_fq_qd_stats, of which what Linux 6.1 has and still counts.
    private static let fq = QueueKindCounters(places: [
        fair("gc_flows", \.gc_flows), fair("flows_plimit", \.flows_plimit), fair("pkts_too_long", \.pkts_too_long),
        fair("allocation_errors", \.allocation_errors), fair("ce_mark", \.ce_mark),
        fair("horizon_drops", \.horizon_drops), fair("horizon_caps", \.horizon_caps), level("flows", \.flows),
        level("inactive_flows", \.inactive_flows), level("throttled_flows", \.throttled_flows),
    ])

    private static func codel(
        _ name: String, _ kind: CounterField.Kind, _ member: KeyPath<tc_fq_codel_qd_stats, UInt32>
    ) -> Place {
        let header = MemoryLayout<UInt32>.size
        return Place(
            field: CounterField(name, kind), offset: header + (MemoryLayout.offset(of: member) ?? missing),
            isWide: false)
    }

    private static func fair(_ name: String, _ member: KeyPath<tc_fq_qd_stats, UInt64>) -> Place {
        Place(field: CounterField(name), offset: MemoryLayout.offset(of: member) ?? missing, isWide: true)
    }

    private static func level(_ name: String, _ member: KeyPath<tc_fq_qd_stats, UInt32>) -> Place {
        Place(field: CounterField(name, .level), offset: MemoryLayout.offset(of: member) ?? missing, isWide: false)
    }

    /// Behind all that the kernel sends.
    private static let missing = 1 << 30

    static let all = ["fq_codel": fqCodel, "fq": fq]
    /// What all count, and what those of the kind do.
    static let wholeFields: [String: [CounterField]] = all.mapValues { kind in
        QdiscCounters.fields + kind.places.map { $0.field }
    }
}
