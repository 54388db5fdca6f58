import YAML
import CEL

/// The reasons that gather while a check runs, each once.
struct Reasons {
    var unknown: Unknown?
    private(set) var exceptions: [String] = []
    var emptyLists: [String] = []

    mutating func add(_ reason: Unknown) {
        unknown = unknown?.merged(with: reason) ?? reason
    }

    mutating func add(exception reason: String) {
        if !exceptions.contains(reason) { exceptions.append(reason) }
    }

    /// What to print beside the state.
    func text(_ check: Runbook.Check, _ state: CheckState, _ counts: CheckOutcome.Counts) -> String? {
        let parts: [String?] =
            switch state {
            case .ok: [exceptionText(counts)]
            case .found: [truncation(counts), unknownText(counts), exceptionText(counts)]
            case .unknown: [unknownText(counts), exceptionText(counts)]
            case .skipped: [exceptionText(counts) ?? skipped(check, counts)]
            }
        let text = parts.compactMap(\.self).joined(separator: "; ")
        return text.isEmpty ? nil : text
    }

    private func unknownText(_ counts: CheckOutcome.Counts) -> String? {
        guard let unknown else { return nil }
        let reasons = unknown.reasons.joined(separator: "; ")
        return counts.items > 1 ? "\(counts.unknown) of \(counts.items) not known: \(reasons)" : reasons
    }

    private func truncation(_ counts: CheckOutcome.Counts) -> String? {
        guard counts.found > CheckLimits.findings else { return nil }
        return "\(CheckLimits.findings) of \(counts.found) findings are listed"
    }

    private func exceptionText(_ counts: CheckOutcome.Counts) -> String? {
        guard !exceptions.isEmpty else { return nil }
        let count = counts.excepted > 1 ? "\(counts.excepted) exceptions" : "exception"
        return "\(count): \(exceptions.joined(separator: "; "))"
    }

    private func skipped(_ check: Runbook.Check, _ counts: CheckOutcome.Counts) -> String {
        if counts.skipped > 0 {
            return check.skipReason?.text ?? "does not apply here"
        }
        return emptyLists.isEmpty
            ? "nothing to check" : "nothing to check: no \(emptyLists.map(words).joined(separator: ", "))"
    }

    /// `default routes` for the list `default_routes`; of a list that is chosen from another, that one's name.
    private func words(_ list: String) -> String {
        let path = list.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        let parts = path.split(separator: ".").map(String.init)
        let isChosen = path.count < list.count
        let name = (isChosen ? parts.dropLast() : parts[...]).last ?? "such objects"
        return name.split(separator: "_").joined(separator: " ") + (isChosen ? " of this kind" : "")
    }
}

extension String {
    /// The words of the text with single spaces between them.
    var onOneLine: String {
        split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }).joined(separator: " ")
    }
}
