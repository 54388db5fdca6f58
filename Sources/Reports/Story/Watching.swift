import Analysis
import Diagnosis
import NetworkModel

extension WatchReport {
    /// `10.0 s, 11 looks at 34 things that count`
    var headline: String {
        let tenths = (milliseconds + 50) / 100
        let looks = "\(samples) \(samples == 1 ? "look" : "looks")"
        return "\(tenths / 10).\(tenths % 10) s, \(looks) at \(watched) things that count"
    }

    /// What people want to see of it: what passes, what is lost, what may be.
    ///
    /// - Parameter all: counters of bytes and all others as well.
    func told(all: Bool = false) -> [(source: Source, counters: [Counter])] {
        sources.compactMap { source in
            let counters = source.counters.filter { all || source.tells($0) }
            let isTold = !counters.isEmpty || source.isAnother || source.isGone && source.object == "link"
            return isTold || !source.waiting.isEmpty ? (source, counters) : nil
        }
    }
}

extension WatchReport.Source {
    /// `veth-blue in blue`; alone what the machine has once.
    var label: String { place.map { "\(name) in \($0)" } ?? name }

    /// Of a namespace there are hundreds, and packets that pass were counted on its links.
    fileprivate func tells(_ counter: WatchReport.Counter) -> Bool {
        switch counter.meaning {
        case .traffic: !["netns", "softnet", "qdisc", "bridge"].contains(object)
        case .loss, .doubtful, .event: true
        case .other: false
        }
    }

    /// It is not what it was at the first look, or its counters are not.
    var isAnother: Bool { restarts > 0 || replacements > 0 }

    private static func times(_ count: Int) -> String { count == 1 ? "" : " \(count) times" }

    /// What stood in a queue at any look.
    var waiting: [WatchedCounters.Level] {
        let names: Set = object == "qdisc" || object == "socket" ? ["qlen", "backlog", "rqueue", "wqueue"] : []
        return levels.filter { names.contains($0.name) && $0.highest > 0 }
    }

    /// `tx_packets 120, rx_packets 118, backlog up to 3000, began anew`
    func words(_ counters: [WatchReport.Counter]) -> String {
        var parts = counters.filter { $0.meaning.reason == nil }.map { "\($0.name) \($0.rise)" }
        parts += waiting.map { "\($0.name) up to \($0.highest)" }
        if restarts > 0 { parts.append("set back\(Self.times(restarts))") }
        if replacements > 0 { parts.append("replaced\(Self.times(replacements))") }
        if isGone { parts.append("is gone") }
        return parts.joined(separator: ", ")
    }
}

extension WatchReport.Way {
    /// `veth-blue 8, veth-blue-br 8, br0 9, eth0 0`
    static func words(_ steps: [Step]) -> String {
        steps.map { "\($0.name) \($0.packets)" }.joined(separator: ", ")
    }

    /// Nil where numbers agree as far as they can.
    var silenceWords: String? {
        guard let (before, at, isBack) = silence else { return nil }
        let did = at.isOutgoing ? "sent" : "received"
        return "the numbers stop agreeing\(isBack ? " on the way back" : ""): \(before.packets) packets at"
            + " \(before.name) in \(before.place), and \(at.name) in \(at.place) \(did) \(at.packets)"
    }
}

extension WatchReport.Counter {
    /// `12 lost (tx_dropped): the other end of the pair did not take them`; nil where none is for certain.
    var loss: String? { meaning.reason.map { "\(rise) lost (\(name)): \($0)" } }
}
