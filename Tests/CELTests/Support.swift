import CEL
import Testing

/// One row of a table: an expression and what it comes to, as `expression => outcome`.
struct Row: Sendable, CustomTestStringConvertible {
    let expression: String
    let outcome: String

    var testDescription: String { expression }

    /// Rows are lines; blank ones and those that begin with `#` only structure the table.
    static func table(_ text: String) -> [Row] {
        text.split(separator: "\n").compactMap { line in
            guard !line.hasPrefix("#"), let arrow = line.range(of: " => ") else { return nil }
            return Row(expression: String(line[..<arrow.lowerBound]), outcome: String(line[arrow.upperBound...]))
        }
    }
}

extension Substring {
    /// The last occurrence, without Foundation.
    func range(of part: String) -> Range<Index>? {
        indices.last { self[$0...].hasPrefix(part) }.map { $0..<index($0, offsetBy: part.count) }
    }
}

/// The outcome as a table writes it: a literal, `? reasons` or `! kind`.
func shown(_ outcome: Outcome) -> String {
    switch outcome {
    case .value(let value): value.description
    case .unknown(let unknown): "? " + unknown.reasons.joined(separator: ", ")
    case .error(let error): "! \(error.kind)"
    }
}

/// Compiles and evaluates; an error at compile time is shown like one at run time.
func run(
    _ expression: String, _ bindings: [String: CELValue] = [:], mode: CheckingMode = .lenient,
    environment: Environment? = nil
) -> String {
    let environment = environment ?? Environment(variables: bindings.mapValues { _ in .dyn })
    do {
        return shown(try environment.compile(expression, mode: mode).evaluate(bindings))
    } catch {
        return "! \(error.kind)"
    }
}

/// The compile error as `kind line:column message (hint)`, or `nil` when there is none.
func refusal(
    _ expression: String, in environment: Environment = Environment(), mode: CheckingMode = .checked,
    assuming: [Guards] = []
) -> String? {
    do {
        _ = try environment.compile(expression, mode: mode, assuming: assuming)
        return nil
    } catch {
        return "\(error.kind) \(error)"
    }
}
