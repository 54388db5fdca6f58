import Diagnosis
import TerminalText

/// What formats for people say, in its order: headings, sentences, tables, commands. All of it raw text, which the format
/// escapes; so they tell the same, and each is a matter of marks.
struct Telling {
    /// Text in one style.
    struct Run: ExpressibleByStringLiteral {
        enum Style: Hashable {
            case plain, strong
            /// A name or value, literally.
            case name
            /// A word that carries a grade.
            case grade(Ink)
        }

        var text: String
        var style: Style

        init(_ text: String, _ style: Style = .plain) { (self.text, self.style) = (text, style) }

        init(stringLiteral value: String) { self.init(value) }
    }

    enum Block {
        case prose([Run])
        case items([[Run]])
        /// A label and what is to be said of it.
        case facts([(label: String, runs: [Run])])
        case table(head: [String], rows: [[[Run]]])
        /// To be copied; below what they are for.
        case commands(label: String, [String])
        /// The way out of a report's target.
        case picture(Report)
    }

    struct Section {
        /// Empty for the first.
        var heading: [Run]
        /// What it is about is wrong, and nothing else explains it.
        var isCause = false
        var blocks: [Block]

        init(_ heading: [Run], isCause: Bool = false, _ blocks: [Block]) {
            (self.heading, self.isCause, self.blocks) = (heading, isCause, blocks)
        }
    }

    var verdict: Verdict
    /// Whom it is about; the verdict's word goes before it.
    var about: String
    /// Those without blocks are left out.
    var sections: [Section]

    init(_ told: Told) {
        verdict = told.verdict
        about = told.about
        let all =
            switch told {
            case .report(let report): Self.sections(report)
            case .checklist(let checklist): Self.sections(checklist)
            case .path(let document, let explainsRules): Self.sections(document, explainsRules)
            }
        sections = all.filter { !$0.blocks.isEmpty }
    }

    /// Below what they are for, and with a warning where one cannot be shown as it is.
    static func commands(_ label: String, _ commands: [String]) -> [Block] {
        let isAltered = commands.contains { Escape.isAltered(command: $0) }
        return [.commands(label: label, commands)]
            + (isAltered ? [.prose(["(holds characters shown as escapes: do not paste)"])] : [])
    }

    /// `CRIT: pid 4321 nginx`
    var title: String { "\(verdict.word): \(about)" }
}

extension Telling.Run {
    static func strong(_ text: String) -> Self { Self(text, .strong) }
    static func name(_ text: String) -> Self { Self(text, .name) }
    static func grade(_ severity: Severity) -> Self { Self(severity.word, .grade(severity.ink)) }
    static func grade(_ verdict: Verdict) -> Self { Self(verdict.word, .grade(verdict.ink)) }

    /// Names with commas between them, the first so many.
    static func names(_ names: [String], most: Int = .max) -> [Self] {
        let shown = Array(names.prefix(most).map { [Self.name($0)] }.joined(separator: [", "]))
        return names.count > most ? shown + [Self(" and \(names.count - most) more")] : shown
    }
}
