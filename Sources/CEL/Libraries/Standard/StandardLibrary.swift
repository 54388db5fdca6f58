extension CELLibrary {
    /// What every implementation of the language has, without regular expressions: conversions, sizes, and the questions
    /// whether a string begins with, ends with or contains another.
    public static let standard = CELLibrary(
        "standard",
        keys: [
            "bool", "bytes", "double", "dyn", "int", "string", "type", "uint", "size", ".size", ".startsWith",
            ".endsWith", ".contains",
        ]
    ) { StandardLibrary.table }
}

enum StandardLibrary {
    static let table = FunctionTable(Conversions.overloads + Sizes.overloads + strings)

    private static let strings: [Overload] = [
        Overload("startsWith", member: true) { (text: String, start: String) in
            text.utf8.starts(with: start.utf8)
        },
        Overload("endsWith", member: true) { (text: String, end: String) in
            text.utf8.count >= end.utf8.count && text.utf8.suffix(end.utf8.count).elementsEqual(end.utf8)
        },
        Overload("contains", member: true, costly: contains),
    ]

    private static func contains(_ text: String, _ part: String, _ budget: inout Budget) -> Bool {
        ByteSearch.first(Array(part.utf8), in: Array(text.utf8), from: 0, &budget) != nil
    }
}
