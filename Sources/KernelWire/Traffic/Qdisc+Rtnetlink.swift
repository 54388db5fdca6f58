import CLinux
import NetworkModel

extension Qdisc {
    /// RTM_NEWQDISC: struct tcmsg, then TCA_* attributes.
    public init(rtnetlink message: RawSpan) throws(WireError) {
        self.init(kind: "")
        var options: Attribute?
        var attributes = Attributes(in: message, after: MemoryLayout<tcmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case TCA_KIND: kind = try message.text(attribute)
            case TCA_OPTIONS: options = attribute
            case TCA_STATS2: try readCounters(message, attribute)
            default: break
            }
        }
        guard let options else { return }
        switch kind {
        case "tbf": try readTBF(message, options)
        case "pfifo", "bfifo": limit = message.fixed(tc_fifo_qopt(), options).limit
        case "netem": try readNetem(message, options)
        default: break
        }
    }

    private mutating func readCounters(_ message: RawSpan, _ counters: Attribute) throws(WireError) {
        let statistics = try QueueStatistics(message, counters)
        packets = statistics.packets ?? packets
        if let queue = statistics.queue { (drops, backlog) = (UInt64(queue.drops), UInt64(queue.backlog)) }
    }

    private mutating func readTBF(_ message: RawSpan, _ options: Attribute) throws(WireError) {
        var attributes = try Attributes(inside: options)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case TCA_TBF_PARMS:
                let parameters = message.fixed(tc_tbf_qopt(), attribute)
                (rate, limit) = (rate ?? UInt64(parameters.rate.rate), parameters.limit)
            // What does not fit 32 bits.
            case TCA_TBF_RATE64: rate = try message.u64(attribute)
            default: break
            }
        }
    }

    /// struct tc_netem_qopt, with attributes behind it.
    private mutating func readNetem(_ message: RawSpan, _ options: Attribute) throws(WireError) {
        let parameters = message.fixed(tc_netem_qopt(), options)
        (limit, loss) = (parameters.limit, Double(parameters.loss) / Double(UInt32.max))
        var attributes = try Attributes(inside: options, after: MemoryLayout<tc_netem_qopt>.size)
        while let attribute = try attributes.next(in: message) {
            if attribute.type == TCA_NETEM_LOSS { loss = nil }
        }
    }
}
