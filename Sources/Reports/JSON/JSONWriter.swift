extension JSONValue {
    /// One line, no spaces.
    public var compact: String { written(indent: nil) }

    /// Two spaces a level and a final newline.
    public var pretty: String { written(indent: 0) + "\n" }

    private func written(indent: Int?) -> String {
        var writer = JSONWriter()
        writer.write(self, indent: indent)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Collects UTF-8, which is several times faster than appending to a String.
private struct JSONWriter {
    var bytes: [UInt8] = []

    /// `indent` is nil for compact output.
    mutating func write(_ value: JSONValue, indent: Int?) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .int(let value): append(String(value))
        case .uint(let value): append(String(value))
        case .double(let value): append(value.isFinite ? value.description : "null")
        case .string(let text): JSONEscape.append(text, to: &bytes)
        case .array(let values):
            list(values, "[", "]", indent: indent) { writer, value, inner in
                writer.write(value, indent: inner)
            }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            list(sorted, "{", "}", indent: indent) { writer, member, inner in
                JSONEscape.append(member.key, to: &writer.bytes)
                writer.append(inner == nil ? ":" : ": ")
                writer.write(member.value, indent: inner)
            }
        }
    }

    private mutating func list<Element>(
        _ elements: [Element], _ open: String, _ close: String, indent: Int?,
        _ write: (inout JSONWriter, Element, Int?) -> Void
    ) {
        append(open)
        let inner = indent.map { $0 + 2 }
        for (index, element) in elements.enumerated() {
            if index > 0 { append(",") }
            breakLine(inner)
            write(&self, element, inner)
        }
        if !elements.isEmpty { breakLine(indent) }
        append(close)
    }

    private mutating func breakLine(_ indent: Int?) {
        guard let indent else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }
}
