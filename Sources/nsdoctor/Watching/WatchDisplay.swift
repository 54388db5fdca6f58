import Analysis
import Diagnosis
import JSON
import NetworkModel
import Reports
import SnapshotQuery
import TerminalText

/// How looks are shown.
enum WatchStyle {
    case screen(TextOptions)
    /// A line for each look.
    case lines
    /// The same as JSON.
    case json
    /// Only the report in the end.
    case none
}

/// Shows looks on standard output while they are taken.
final class WatchDisplay {
    private let style: WatchStyle
    private let analysis: TargetAnalysis
    private let screen: TerminalScreen?
    private var last: (step: WatchReport, all: WatchReport)?
    private var number = 0

    init(_ style: WatchStyle, _ analysis: TargetAnalysis) {
        (self.style, self.analysis) = (style, analysis)
        screen = if case .screen = style { TerminalScreen() } else { nil }
    }

    var isScreen: Bool { screen != nil }

    /// Where keys come from; -1 for nowhere.
    var keys: Int32 { screen?.keys ?? -1 }

    /// Whether one of the keys that were pressed ends it.
    func wantsEnd() -> Bool {
        guard let screen else { return false }
        return screen.typed()?.contains { $0 == UInt8(ascii: "q") || $0 == 3 } ?? true
    }

    /// After the first look, with which others are compared.
    func begin(_ all: WatchedCounters) {
        var still = all
        still.sources = []
        last = (WatchReport(still, in: analysis), WatchReport(all, in: analysis))
        if isScreen { draw() }
    }

    func show(_ step: [WatchedCounters.Source], _ all: WatchedCounters, seconds: Double) {
        number += 1
        var moved = all
        moved.sources = step
        let report = WatchReport(moved, in: analysis)
        switch style {
        case .screen:
            last = (report, WatchReport(all, in: analysis))
            draw()
        case .lines: Terminal.standardOutput(WatchText.line(report, seconds: seconds))
        case .json: Terminal.standardOutput(report.sample(number, seconds: seconds).compact + "\n")
        case .none: break
        }
    }

    /// Draws anew where the terminal's size has changed.
    func fit() {
        if let screen, screen.hasChanged { draw() }
    }

    /// Gives the terminal back.
    func close() { screen?.close() }

    private func draw() {
        guard let screen, let last, case .screen(var options) = style else { return }
        options.width = Terminal.width
        let target = analysis.query.snapshot.target.map { "\($0.kind.rawValue) \($0.spelling)" } ?? "node"
        screen.draw(
            WatchText.screen(
                last.step, all: last.all, target: target, rows: Terminal.height, options))
    }
}
