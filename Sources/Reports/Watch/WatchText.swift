import Analysis
import Diagnosis
import NetworkModel
import TerminalText

/// What moves while it is watched: a line for each look, or a screen that is drawn again and again.
public enum WatchText {
    private static let mostCounters = 4

    /// One look, for pipes: `2.0 s  veth-blue in blue: tx_packets 10, rx_packets 10; lost: …`.
    ///
    /// - Parameters:
    ///   - step: what moved since the look before.
    ///   - seconds: since the first look.
    public static func line(_ step: WatchReport, seconds: Double) -> String {
        let told = step.told()
        let losses = told.flatMap { source, counters in
            counters.filter { $0.loss != nil }.map { "\(source.label) \($0.name) \($0.rise)" }
        }
        let events = told.filter { source, counters in
            source.isAnother || counters.contains { $0.meaning == .event }
        }.map { source, _ in source.label }
        let busiest = told.flatMap { source, counters in
            counters.filter { $0.loss == nil && $0.meaning == .traffic }.map { (source.label, $0) }
        }.enumerated().sorted { ($1.element.1.rise, $0.offset) < ($0.element.1.rise, $1.offset) }
        var parts = busiest.prefix(mostCounters).map { "\($0.element.0) \($0.element.1.name) \($0.element.1.rise)" }
        if parts.isEmpty, losses.isEmpty, events.isEmpty { parts = ["nothing moved"] }
        if !events.isEmpty { parts.append("changed: " + events.joined(separator: ", ")) }
        if !losses.isEmpty { parts.append("lost: " + losses.joined(separator: ", ")) }
        return "\(time(seconds))  \(Escape.text(parts.joined(separator: "; ")))\n"
    }

    /// As much as fits, the losses first to stay.
    ///
    /// - Parameters:
    ///   - step: what moved since the look before.
    ///   - all: what moved since the first.
    ///   - rows: lines that there are.
    public static func screen(
        _ step: WatchReport, all: WatchReport, target: String, rows: Int, _ options: TextOptions
    ) -> [String] {
        var page = Page(options)
        page.row(
            [(Span("watching", .strong), 8)],
            [Span("\(target), \(all.headline); "), Span("q", .strong), Span(" ends")])
        page.blank()
        let now = Dictionary(step.sources.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let told = all.told()
        let width = min(40, max(16, options.columns / 2))
        page.row([(Span("what counts", .faint), width), (Span("now", .faint), 10)], [Span("since", .faint)])
        for (source, counters) in told {
            for counter in counters {
                let rise = now[source.key]?.counters.first { $0.name == counter.name }?.rise ?? 0
                let ink: Ink? = counter.loss == nil ? nil : .crit
                page.row(
                    [
                        (page.shortened(Span(source.label, ink ?? .plain), to: width), width),
                        (Span("+\(rise)", rise == 0 ? .faint : ink ?? .plain), 10),
                    ], [Span("\(counter.rise) \(counter.name)", ink ?? .plain)])
            }
            let words = source.words([])
            if !words.isEmpty { page.row([(page.shortened(Span(source.label), to: width), width)], [Span(words)]) }
        }
        return Array(page.lines.prefix(max(1, rows)))
    }

    /// Right-aligned, with a tenth.
    private static func time(_ seconds: Double) -> String {
        let tenths = Int((max(0, min(seconds, 1e9)) * 10).rounded())
        let text = "\(tenths / 10).\(tenths % 10) s"
        return String(repeating: " ", count: max(0, 8 - text.count)) + text
    }
}

extension WatchReport.Source {
    fileprivate struct Key: Hashable {
        let netns: UInt64?
        let object: String
        let name: String
    }

    fileprivate var key: Key { Key(netns: netns, object: object, name: name) }
}
