/// A JSON value that keeps the order of its keys, for documents that people read.
enum JSONText {
    case string(String)
    case bool(Bool)
    case int(Int)
    case array([JSONText])
    case members([Member])

    /// A key and its value. As a tuple in the case itself, Swift 6.3 reports a circular reference now and then,
    /// depending on the order in which it compiles the files.
    struct Member {
        let key: String
        let value: JSONText
    }

    static func object(_ entries: [(String, JSONText)]) -> JSONText {
        .members(entries.map { Member(key: $0.0, value: $0.1) })
    }

    /// The value on several lines, two spaces to a level.
    func written(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .string(let text): return Self.quoted(text)
        case .bool(let value): return value ? "true" : "false"
        case .int(let value): return String(value)
        case .array(let elements):
            if elements.isEmpty { return "[]" }
            let lines = elements.map { inner + $0.written(indent: inner) }
            return "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
        case .members(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map { "\(inner)\(Self.quoted($0.key)): \($0.value.written(indent: inner))" }
            return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
        }
    }

    /// ASCII only: what a terminal or an editor could misread is escaped.
    private static func quoted(_ text: String) -> String {
        let body = text.utf16.reduce(into: "") { result, unit in
            switch unit {
            case 0x22: result += "\\\""
            case 0x5C: result += "\\\\"
            case 0x0A: result += "\\n"
            case 0x20..<0x7F: result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            default:
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return "\"\(body)\""
    }
}
