import Analysis
import Diagnosis
import NetworkModel

// What was captured, watched and probed beside the simulation.
extension Telling {
    static func seen(_ report: Report) -> [Section] {
        [report.capture.map(captured), report.watched.map(watched), report.probing.map(probed)].compactMap { $0 }
    }

    private static func captured(_ capture: CaptureReport) -> Section {
        var blocks: [Block] = [.prose([Run(capture.headline)])]
        blocks += capture.doubts.map { .prose([Run($0)]) }
        for conversation in Conversation.all(capture) {
            blocks.append(.prose([.strong(conversation.headline)]))
            let hasBack = conversation.back != nil
            blocks.append(
                .table(
                    head: ["there"] + (hasBack ? ["back"] : []) + ["place"],
                    rows: conversation.rows.map { row in
                        let place = capture.label(row.place) + (row.looks.map { ", \($0)" } ?? "")
                        let there: [Run] = row.there.map { [Run("\($0.seen)")] } ?? []
                        let back: [Run] = row.back.map { [Run("\($0.seen)")] } ?? []
                        return [there] + (hasBack ? [back] : []) + [[Run(place)]]
                    }))
            let losses = conversation.losses(capture)
            if !losses.isEmpty { blocks.append(.items(losses.map { [.strong($0)] })) }
        }
        if let drops = capture.drops, !drops.isEmpty {
            blocks.append(.items(drops.map { [Run("dropped \($0.sentence)")] }))
        }
        if capture.machineDrops != nil {
            let all = capture.machineSentences
            blocks.append(.prose(["Dropped on the whole machine meanwhile, whosever:"]))
            blocks.append(.items(all.isEmpty ? [["nothing"]] : all.map { [Run($0)] }))
        }
        return Section(["Captured"], blocks)
    }

    private static func watched(_ watched: WatchReport) -> Section {
        let told = watched.told()
        var blocks: [Block] = [.prose([Run(watched.headline)])]
        blocks.append(
            told.isEmpty
                ? .prose(["nothing moved"])
                : .table(
                    head: ["what counts", "rose", "lost"],
                    rows: told.map { source, counters in
                        [
                            [Run(source.label)], [Run(source.words(counters))],
                            counters.compactMap(\.loss).isEmpty
                                ? [] : [.strong(counters.compactMap(\.loss).joined(separator: "; "))],
                        ]
                    }))
        for way in watched.ways {
            let words: [[Run]] = [
                ["to ", .name(way.destination), Run(": \(WatchReport.Way.words(way.there))")],
                way.back.isEmpty ? [] : [Run("and back: \(WatchReport.Way.words(way.back))")],
                way.silenceWords.map { [.strong($0)] } ?? [],
            ]
            blocks.append(.items(words.filter { !$0.isEmpty }))
        }
        if !watched.gaps.isEmpty { blocks.append(.items(watched.gaps.map { [Run("not read: \($0)")] })) }
        return Section(["Watched"], blocks)
    }

    private static func probed(_ probing: ProbeReport) -> Section {
        let rows = probing.questions.map { question -> [[Run]] in
            [
                [Run(question.asked)], [Run(question.simulated.rawValue)],
                [question.isOdd ? .strong(question.real) : Run(question.real)],
            ]
        }
        let remarks = probing.questions.flatMap { question in
            question.remarks.map { [Run("\(question.asked): \($0)")] }
        }
        return Section(
            ["Probed"],
            [.prose([Run(probing.headline)]), .table(head: ["asked", "simulated", "real"], rows: rows)]
                + (remarks.isEmpty ? [] : [.items(remarks)]))
    }
}

extension Conversation {
    /// What is missing in either direction, in sentences.
    func losses(_ capture: CaptureReport) -> [String] {
        let silence = there.answerStoppedBy.map { ["no answer: \($0.reason)"] } ?? []
        return silence
            + [there, back].compactMap { $0 }.filter { $0.lost > 0 }.map { stream in
                let after = stream.lostAfter.flatMap { stream.rungs.indices.contains($0) ? stream.rungs[$0] : nil }
                return
                    "\(stream.lost) lost behind \(after.map { capture.label($0.place) } ?? "?"): \(stream.lossReason)"
            }
    }
}
