import Diagnosis

/// What was captured, as tables.
enum MarkdownCapture {
    private typealias M = MarkdownEscape

    static func lines(_ report: Report) -> [String] {
        guard let capture = report.capture else { return [] }
        var lines = ["", "### Captured", "", M.text(capture.headline)]
        for doubt in capture.doubts { lines += ["", M.text(doubt)] }
        for conversation in Conversation.all(capture) { lines += table(conversation, capture) }
        if let drops = capture.drops, !drops.isEmpty {
            lines += [""] + drops.map { "- dropped: \(M.text($0.sentence))" }
        }
        if capture.machineDrops != nil {
            let all = capture.machineSentences
            lines += ["", "Dropped on the whole machine meanwhile, whosever:", ""]
            lines += all.isEmpty ? ["- nothing"] : all.map { "- \(M.text($0))" }
        }
        return lines
    }

    private static func table(_ conversation: Conversation, _ capture: CaptureReport) -> [String] {
        var lines = ["", M.text(conversation.headline), "", "| there | back | place |", "| ---: | ---: | :--- |"]
        lines += conversation.rows.map { row in
            let looks = row.looks.map { ", \(M.text($0))" } ?? ""
            return "| \(cell(row.there, conversation.there)) | \(cell(row.back, conversation.back)) "
                + "| \(M.text(capture.label(row.place)))\(looks) |"
        }
        let losses = [conversation.there, conversation.back].compactMap { $0 }.filter { $0.lost > 0 }
        let silence = conversation.there.answerStoppedBy.map { ["- no answer: \(M.text($0.reason))"] } ?? []
        if !losses.isEmpty || !silence.isEmpty { lines.append("") }
        return lines + silence
            + losses.map { stream in
                let after = stream.lostAfter.map { capture.label(stream.rungs[$0].place) } ?? "?"
                return "- \(stream.lost) lost behind \(M.text(after)): \(M.text(stream.lossReason))"
            }
    }

    /// How many were seen; bold where they were seen last.
    private static func cell(_ rung: CaptureReport.Rung?, _ stream: CaptureReport.Stream?) -> String {
        guard let rung else { return "" }
        let isLast = stream?.lostAfter.map { stream?.rungs[$0].place == rung.place } ?? false
        return isLast ? "**\(rung.seen)**" : "\(rung.seen)"
    }
}
