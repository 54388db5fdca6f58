import Diagnosis
import TerminalText

/// One line for Nagios, Icinga and their like, with performance data as the Monitoring Plugins' guidelines want it.
public enum NagiosReport {
    /// A line that is longer is cut by those who read it.
    static let mostBytes = 4000

    /// - Parameter exitStatus: what the process ends with, which is what the reader believes; nil for the verdict's own.
    public static func render(_ told: Told, exitStatus: Int? = nil) -> String {
        let status = exitStatus ?? told.verdict.exitStatus
        let isTold = status == told.verdict.exitStatus
        let word = isTold ? told.verdict.word : self.word(status)
        let note = isTold ? "" : "(verdict \(told.verdict.word)) "
        return line(word, "\(note)\(told.about): \(told.sentence)", data(told))
    }

    /// Nothing can be said, and why.
    public static func render(failure: String) -> String { line(Verdict.unknown.word, failure, []) }

    private static func line(_ word: String, _ sentence: String, _ data: [String]) -> String {
        let tail = data.isEmpty ? "" : " | \(data.joined(separator: " "))"
        let head = "NSDOCTOR \(word): "
        let room = mostBytes - head.utf8.count - tail.utf8.count
        return "\(head)\(NagiosEscape.text(sentence, most: room))\(tail)\n"
    }

    private static func word(_ status: Int) -> String {
        Verdict.allCases.first { $0.exitStatus == status }?.word ?? Verdict.unknown.word
    }

    private static func data(_ told: Told) -> [String] {
        guard let report = told.report else {
            guard case .path(let document, _) = told else { return [] }
            return counts([("ways", document.paths.count), ("good_ways", document.paths.count(where: \.isGood))])
        }
        let coverage = report.coverage
        let values = [
            ("findings", report.findings.count { $0.severity > .info }),
            ("crit", report.findings.count { $0.severity == .crit }),
            ("warn", report.findings.count { $0.severity == .warn }),
            ("checks_ok", coverage.ok), ("checks_found", coverage.found), ("checks_unknown", coverage.unknown),
            ("checks_skipped", coverage.skipped), ("questions", report.questions.wanted),
            ("questions_answered", report.questions.answered), ("questions_unknown", report.questions.unknown),
        ]
        return counts(values) + ["time=\(Decimal.seconds(milliseconds: report.durationMilliseconds))s;;;0"]
    }

    /// Without thresholds, and never below 0.
    private static func counts(_ values: [(String, Int)]) -> [String] { values.map { "\($0.0)=\($0.1);;;0" } }
}

enum NagiosEscape {
    /// Free of the bar that begins performance data, and no longer than so many bytes.
    static func text(_ text: String, most: Int) -> String {
        var out = ""
        for scalar in Escape.text(text).unicodeScalars {
            out.unicodeScalars.append(scalar == "|" ? "/" : scalar)
        }
        guard out.utf8.count > most else { return out }
        let gap = "..."
        var bytes = 0
        let kept = DisplayWidth.units(of: out).prefix { unit in
            bytes += unit.text.utf8.count
            return bytes <= most - gap.utf8.count
        }
        return kept.map(\.text).joined() + gap
    }
}
