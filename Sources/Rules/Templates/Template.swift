import CEL
import TerminalText

/// A template whose expressions are compiled.
struct Template: Sendable {
    enum Kind: Sendable {
        case message
        /// Values are quoted for the shell.
        case command
    }

    enum Piece: Sendable {
        case literal(String)
        case value(Program)
        case entry(Program)
    }

    let kind: Kind
    let pieces: [Piece]

    var programs: [Program] {
        pieces.compactMap { piece in
            switch piece {
            case .literal: nil
            case .value(let program), .entry(let program): program
            }
        }
    }

    /// The text for these values. What could not be seen shows as `?`.
    func render(_ bindings: [String: CELValue], budget: inout Budget) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal
            case .value(let program):
                let outcome = program.evaluate(bindings, budget: &budget)
                text += kind == .command ? words(outcome) : Display.text(outcome)
            case .entry(let program): text += entry(program.evaluate(bindings, budget: &budget))
            }
        }
        return text
    }

    /// The same of a message; nil where part of it could not be seen.
    func renderWhole(_ bindings: [String: CELValue], budget: inout Budget) -> String? {
        var text = ""
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal
            case .value(let program), .entry(let program):
                let outcome = program.evaluate(bindings, budget: &budget)
                guard case .value = outcome else { return nil }
                text += Display.text(outcome)
            }
        }
        return text
    }

    /// A value as one word of the shell, a list as one for each element.
    private func words(_ outcome: Outcome) -> String {
        guard case .value(.list(let elements)) = outcome else { return ShellQuoting.quoted(Display.text(outcome)) }
        return elements.map { ShellQuoting.quoted(Display.text($0)) }.joined(separator: " ")
    }

    /// What goes before a command that is to run in a namespace. Without it the command would run in the wrong one,
    /// so an unknown way in becomes a word that no shell finds.
    private func entry(_ outcome: Outcome) -> String {
        guard case .value(.object(let namespace)) = outcome,
            case .string(let words)? = namespace.field(PlaceFacts.enter)
        else {
            return "enter-unknown-namespace "
        }
        return words
    }
}
