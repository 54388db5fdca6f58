extension JSONValue {
    /// One line, no spaces.
    public var compact: String { written(indent: nil, ascii: false) }

    /// Two spaces a level and a final newline.
    public var pretty: String { written(indent: 0, ascii: false) + "\n" }

    /// As ``pretty``, with all beyond ASCII escaped: for files that an editor or a script of any age may read.
    public var prettyASCII: String { written(indent: 0, ascii: true) + "\n" }

    private func written(indent: Int?, ascii: Bool) -> String {
        var writer = JSONWriter(isASCII: ascii)
        writer.write(self, indent: indent)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Collects UTF-8, which is several times faster than appending to a String.
private struct JSONWriter {
    let isASCII: Bool
    var bytes: [UInt8] = []

    init(isASCII: Bool) { self.isASCII = isASCII }

    /// `indent` is nil for compact output.
    mutating func write(_ value: JSONValue, indent: Int?) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .int(let value): append(String(value))
        case .uint(let value): append(String(value))
        case .double(let value): append(value.isFinite ? value.description : "null")
        case .string(let text): append(quoted: text)
        case .array(let values):
            list(values, "[", "]", indent: indent) { writer, value, inner in
                writer.write(value, indent: inner)
            }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            object(sorted, indent: indent) { ($0.key, $0.value) }
        case .members(let members): object(members, indent: indent) { ($0.key, $0.value) }
        }
    }

    private mutating func object<Member>(
        _ members: [Member], indent: Int?, _ parts: (Member) -> (key: String, value: JSONValue)
    ) {
        list(members, "{", "}", indent: indent) { writer, member, inner in
            let (key, value) = parts(member)
            writer.append(quoted: key)
            writer.append(inner == nil ? ":" : ": ")
            writer.write(value, indent: inner)
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

    private mutating func append(quoted text: String) {
        if isASCII { JSONEscape.appendASCII(text, to: &bytes) } else { JSONEscape.append(text, to: &bytes) }
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }
}
