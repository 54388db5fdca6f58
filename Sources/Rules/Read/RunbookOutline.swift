import Synchronization
import YAML

extension Runbook {
    /// Reads of a runbook what decides whether something is found. What only a finding, a reader or a test needs is four
    /// fifths of a file; it is read with the first finding.
    ///
    /// The file must be laid out as ours are, which a test holds: checks stand in a list two columns in, their keys at four,
    /// and what belongs to a key is further in.
    public static func outline(text: String, file: String) throws(RunbookProblems) -> Runbook {
        var outline = try RunbookReader.read(
            SourceFile(name: file, text: RunbookOutline.cut(text)), isOutline: true)
        let rest = RunbookRest(of: SourceFile(name: file, text: text))
        outline.rest = { rest.check($0) }
        return outline
    }
}

enum RunbookOutline {
    /// Keys of checks that an outline is without. Where a check must have one its text is empty.
    static let late: Set<String> = [
        "severity", "likely", "subject", "affects", "message", "evidence", "confirm", "fix", "explains", "role",
        "excuses", "references", "doc", "cases",
    ]

    private static let column = 4
    private static let checks = Array("checks:".utf8)
    private static let lateKeys = late.map { Array("\($0):".utf8) }
    private static let newline = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")

    /// Lines that are left out become empty, so that all others keep their numbers.
    static func cut(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var (isInChecks, isCutting) = (false, false)
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: newline).map { $0 + 1 } ?? bytes.count
            let line = bytes[start..<end]
            start = end
            var content = line.startIndex
            while content < line.endIndex, line[content] == space { content += 1 }
            if content < line.endIndex, line[content] != newline {
                let (indent, words) = (content - line.startIndex, line[content...])
                if indent == 0 { isInChecks = words.starts(with: checks) }
                if indent <= column {
                    isCutting = isInChecks && indent == column && lateKeys.contains { words.starts(with: $0) }
                }
            }
            if !isCutting {
                kept += line
            } else if line.last == newline {
                kept.append(newline)
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }
}

/// All of a runbook whose outline was read: read once, when somebody asks.
private final class RunbookRest: Sendable {
    private let file: SourceFile
    private let checks = Mutex<[String: Runbook.Check]?>(nil)

    init(of file: SourceFile) { self.file = file }

    /// Nil where the whole file is no runbook, or has no such check.
    func check(_ id: String) -> Runbook.Check? {
        checks.withLock { known in
            let checks = known ?? read()
            known = checks
            return checks[id]
        }
    }

    private func read() -> [String: Runbook.Check] {
        let whole = (try? RunbookReader.read(file))?.checks ?? []
        return Dictionary(whole.map { ($0.id.text, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
