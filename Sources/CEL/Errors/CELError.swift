import TerminalText

/// Why an expression could not be compiled or evaluated, and where in its text.
public struct CELError: Error, Sendable, Equatable {
    /// What sort of mistake it is.
    public enum Kind: String, Sendable {
        case syntax, undeclared, noSuchField, noSuchKey, overload, type, unguarded
        case divisionByZero, overflow, range, invalidArgument, duplicateKey, tooComplex
    }

    /// Kept behind a reference: errors travel through every level of a recursion on a small stack.
    private let content: Content

    private final class Content: Sendable {
        let kind: Kind
        let message: String
        let hint: String?
        let offset: Int?
        let line: Int
        let column: Int

        init(_ kind: Kind, _ message: String, _ hint: String?, _ offset: Int?, _ line: Int, _ column: Int) {
            self.kind = kind
            self.message = message
            self.hint = hint
            self.offset = offset
            self.line = line
            self.column = column
        }
    }

    /// An error of a function; the evaluation that called it fills in the place.
    public init(_ kind: Kind, because message: String) { self.init(kind, message) }

    init(_ kind: Kind, _ message: String, hint: String? = nil, at offset: Int? = nil) {
        content = Content(kind, message, hint, offset, 1, 1)
    }

    private init(_ error: CELError, offset: Int, line: Int = 1, column: Int = 1) {
        content = Content(error.kind, error.message, error.hint, offset, line, column)
    }
}

extension CELError {
    /// What sort of mistake it is.
    public var kind: Kind { content.kind }
    /// What is wrong, as it was written; it may hold any characters.
    public var message: String { content.message }
    /// What the author may have meant.
    public var hint: String? { content.hint }
    /// Byte offset into the UTF-8 of the source; `nil` until the place is known.
    public var offset: Int? { content.offset }
    /// Counted from 1.
    public var line: Int { content.line }
    /// In code points, counted from 1.
    public var column: Int { content.column }

    /// The same error, at `offset` unless it has a place already.
    func at(_ offset: Int) -> CELError {
        self.offset == nil ? CELError(self, offset: offset) : self
    }

    /// The same error with line and column filled in.
    func located(in source: SourceText) -> CELError {
        let place = source.position(of: offset ?? 0)
        return CELError(self, offset: place.offset, line: place.line, column: place.column)
    }

    /// Lines and columns follow from the offset.
    public static func == (left: CELError, right: CELError) -> Bool {
        left.kind == right.kind && left.message == right.message && left.hint == right.hint
            && left.offset == right.offset
    }
}

extension CELError: CustomStringConvertible {
    /// Place and summary: `1:5: undeclared name 'x'`.
    public var description: String {
        "\(line):\(column): \(summary)"
    }

    /// The message with its hint, on one line and free of control characters.
    public var summary: String {
        Visible.text(hint.map { "\(message) (\($0))" } ?? message)
    }
}

extension CELError {
    @inline(never)
    static func noOverload(_ function: String, _ types: [String]) -> CELError {
        CELError(.overload, "no such overload: \(function)(\(types.joined(separator: ", ")))")
    }

    static let overflow = CELError(.overflow, "integer overflow")
}
