import Analysis
import Diagnosis
import NetworkModel

/// What was asked with real packets, as a table.
enum MarkdownProbing {
    private typealias M = MarkdownEscape

    static func lines(_ report: Report) -> [String] {
        guard let probing = report.probing else { return [] }
        var lines = ["", "### Probed", "", M.text(probing.headline), ""]
        lines += ["| asked | simulated | real |", "| :--- | :--- | :--- |"]
        lines += probing.questions.map { question in
            let real = question.isOdd ? "**\(M.text(question.real))**" : M.text(question.real)
            return "| \(M.text(question.asked)) | \(question.simulated.rawValue) | \(real) |"
        }
        let remarks = probing.questions.flatMap { question in
            question.remarks.map { "- \(M.text("\(question.asked): \($0)"))" }
        }
        return lines + (remarks.isEmpty ? [] : [""]) + remarks
    }
}
