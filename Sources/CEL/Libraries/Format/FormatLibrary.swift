extension CELLibrary {
    /// The part of the strings extension that makes text of any value: `format` and `strings.quote`.
    public static let format = CELLibrary("format", keys: [".format", "strings.quote"]) { FormatLibrary.table }
}

enum FormatLibrary {
    static let table = FunctionTable([
        Overload("strings.quote", costly: quote),
        Overload("format", member: true) { (pattern: String, values: CELList, budget: inout Budget) throws(CELError) in
            try StringFormat.apply(pattern, values.elements, &budget)
        },
    ])

    private static func quote(_ text: String, _ budget: inout Budget) -> String {
        // Every byte may become two.
        guard budget.spend(bytes: 2 * text.utf8.count) else { return "" }
        let inner = text.unicodeScalars.reduce(into: "") { result, scalar in
            if let escape = escapes[scalar] { result += escape } else { result.unicodeScalars.append(scalar) }
        }
        return "\"" + inner + "\""
    }

    private static let escapes: [Unicode.Scalar: String] = [
        "\u{07}": "\\a", "\u{08}": "\\b", "\u{0C}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{0B}": "\\v",
        "\\": "\\\\", "\"": "\\\"",
    ]
}
