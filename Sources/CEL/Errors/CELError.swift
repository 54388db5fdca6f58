/// Why an expression could not be compiled or evaluated, and where in its text.
public struct CELError: Error, Sendable, Equatable {
    public enum Kind: String, Sendable {
        case syntax, undeclared, noSuchField, noSuchKey, overload, type, unguarded
        case divisionByZero, overflow, range, invalidArgument, duplicateKey, tooComplex
    }

    public let kind: Kind
    public let message: String
    /// What the author may have meant.
    public let hint: String?
    /// Byte offset into the UTF-8 of the source; `nil` until the place is known.
    public private(set) var offset: Int?
    /// Counted from 1.
    public private(set) var line = 1
    /// In code points, counted from 1.
    public private(set) var column = 1

    init(_ kind: Kind, _ message: String, hint: String? = nil, at offset: Int? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
        self.offset = offset
    }

    /// The same error, at `offset` unless it has a place already.
    func at(_ offset: Int) -> CELError {
        var error = self
        error.offset = self.offset ?? offset
        return error
    }

    /// The same error with line and column filled in.
    func located(in source: SourceText) -> CELError {
        var error = self
        let place = source.position(of: offset ?? 0)
        error.offset = place.offset
        error.line = place.line
        error.column = place.column
        return error
    }
}

extension CELError: CustomStringConvertible {
    public var description: String {
        "\(line):\(column): \(summary)"
    }

    /// The message with its hint, on one line and free of control characters.
    public var summary: String {
        Visible.text(hint.map { "\(message) (\($0))" } ?? message)
    }
}

extension CELError {
    static func noOverload(_ function: String, _ types: [String]) -> CELError {
        CELError(.overload, "no such overload: \(function)(\(types.joined(separator: ", ")))")
    }

    static let overflow = CELError(.overflow, "integer overflow")
}
