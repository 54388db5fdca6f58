import JSON
import TerminalText

/// A message for a Slack webhook: `nsdoctor pid 4321 -o slack | curl -d @- -H 'Content-Type: application/json' URL`. Block
/// Kit's bounds are kept; what does not fit is said to be left out. Data is plain text, in which no mark means anything, or
/// code.
public enum SlackReport {
    static let mostBlocks = 50
    static let mostText = 3000
    static let mostHeader = 150
    private static let code = "```"

    public static func render(_ told: Told) -> String {
        let telling = Telling(told)
        var message = Message()
        message.header(telling.title)
        for section in telling.sections {
            if !section.heading.isEmpty { message.header(text(section.heading)) }
            for block in section.blocks { message.add(block) }
        }
        message.flush()
        var blocks = message.blocks
        if blocks.count > mostBlocks {
            let rest = blocks.count - mostBlocks + 1
            blocks = blocks.prefix(mostBlocks - 1) + [section("\(rest) more parts are left out: -o html has all.")]
        }
        let title = SlackEscape.text(telling.title, most: mostText)
        return JSONValue.ordered([("text", .string(title)), ("blocks", .array(blocks))]).pretty
    }

    fileprivate static func text(_ runs: [Telling.Run]) -> String { runs.map(\.text).joined() }

    fileprivate static func section(_ text: String) -> JSONValue {
        .ordered([("type", "section"), ("text", plain(text, most: mostText))])
    }

    fileprivate static func plain(_ text: String, most: Int) -> JSONValue {
        let escaped = SlackEscape.text(text, most: most)
        return .ordered([
            ("type", "plain_text"), ("text", .string(escaped.isEmpty ? "-" : escaped)), ("emoji", false),
        ])
    }

    /// Lines of code, or nil where they would end it early or do not fit. They are safe to show.
    fileprivate static func codeBlock(_ lines: [String]) -> JSONValue? {
        let body = SlackEscape.marks(lines.joined(separator: "\n"))
        let written = "\(code)\n\(body)\n\(code)"
        guard !body.contains(code), written.utf16.count <= mostText else { return nil }
        return .ordered([
            ("type", "section"),
            ("text", .ordered([("type", "mrkdwn"), ("text", .string(written)), ("verbatim", true)])),
        ])
    }

    /// Blocks as they come; lines of text are gathered, since there may be 50 only.
    private struct Message {
        private(set) var blocks: [JSONValue] = []
        private var lines: [String] = []

        mutating func header(_ text: String) {
            flush()
            blocks.append(.ordered([("type", "header"), ("text", plain(text, most: mostHeader))]))
        }

        mutating func add(_ block: Telling.Block) {
            switch block {
            case .prose(let runs): line(text(runs))
            case .items(let items): for item in items { line("\u{2022} \(text(item))") }
            case .facts(let facts): for fact in facts { line("\(fact.label): \(text(fact.runs))") }
            case .table(let head, let rows):
                for row in rows {
                    let cells = zip(head, row).filter { !$0.1.isEmpty }.map { "\($0.0): \(text($0.1))" }
                    line("\u{2022} \(cells.joined(separator: "; "))")
                }
            case .commands(let label, let commands): code(label, commands.map { Escape.command($0) })
            case .picture(let report): code("As text:", report.pictureLines)
            }
        }

        private mutating func code(_ label: String, _ shown: [String]) {
            guard let block = codeBlock(shown) else {
                // A command that is cut would be another command.
                let isLong = shown.contains { $0.utf16.count > mostText / 2 }
                line("\(label) \(isLong ? "too long for a message: -o text has it" : shown.joined(separator: "; "))")
                return
            }
            line(label)
            flush()
            blocks.append(block)
        }

        private mutating func line(_ text: String) {
            let length = SlackEscape.text(text, most: mostText).utf16.count
            let used = lines.reduce(0) { $0 + SlackEscape.text($1, most: mostText).utf16.count + 1 }
            if used + length > mostText { flush() }
            lines.append(text)
        }

        mutating func flush() {
            guard !lines.isEmpty else { return }
            let shown = lines.map { SlackEscape.text($0, most: mostText) }.joined(separator: "\n")
            lines = []
            blocks.append(
                .ordered([
                    ("type", "section"),
                    (
                        "text",
                        .ordered([
                            ("type", "plain_text"), ("text", .string(shown.isEmpty ? "-" : shown)), ("emoji", false),
                        ])
                    ),
                ]))
        }
    }
}
