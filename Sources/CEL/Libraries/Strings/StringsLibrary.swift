extension CELLibrary {
    /// The strings extension of the language, but for `format` and `strings.quote`. Positions count code points.
    public static let strings = CELLibrary(
        "strings",
        keys: [
            ".charAt", ".indexOf", ".join", ".lastIndexOf", ".lowerAscii", ".replace", ".reverse", ".split",
            ".substring", ".trim", ".upperAscii",
        ]
    ) { StringsLibrary.table }
}

enum StringsLibrary {
    static let table = FunctionTable(searching + changing)

    private static let searching: [Overload] = [
        Overload("charAt", member: true) { (text: String, position: Int64) throws(CELError) in
            let scalars = text.unicodeScalars
            let index = try offset(position, in: scalars.count)
            return scalars.dropFirst(index).first.map { String(Character($0)) } ?? ""
        },
        Overload("indexOf", member: true) { (text: String, part: String, budget: inout Budget) throws(CELError) in
            try indexOf(text, part, 0, &budget)
        },
        Overload("indexOf", member: true, costly: indexOf),
        Overload("lastIndexOf", member: true) { (text: String, part: String, budget: inout Budget) throws(CELError) in
            try lastIndexOf(text, part, Int64(text.unicodeScalars.count), &budget)
        },
        Overload("lastIndexOf", member: true, costly: lastIndexOf),
        Overload("substring", member: true) { (text: String, start: Int64) throws(CELError) in
            try substring(text, start, Int64(text.unicodeScalars.count))
        },
        Overload("substring", member: true) {
            (text: String, start: Int64, end: Int64, _: inout Budget) throws(CELError) in
            try substring(text, start, end)
        },
    ]

    private static let changing: [Overload] = [
        Overload("lowerAscii", member: true) { (text: String) in
            changed(text, from: UInt8(ascii: "A")...UInt8(ascii: "Z"))
        },
        Overload("upperAscii", member: true) { (text: String) in
            changed(text, from: UInt8(ascii: "a")...UInt8(ascii: "z"))
        },
        Overload("trim", member: true) { (text: String) in trim(text) },
        Overload("reverse", member: true) { (text: String) in
            String(String.UnicodeScalarView(text.unicodeScalars.reversed()))
        },
        Overload("replace", member: true) {
            (text: String, old: String, new: String, budget: inout Budget) throws(CELError) in
            try replace(text, old, new, -1, &budget)
        },
        Overload("replace", member: true, costly: replace),
        Overload("split", member: true) { (text: String, separator: String, budget: inout Budget) throws(CELError) in
            try split(text, separator, -1, &budget)
        },
        Overload("split", member: true, costly: split),
        Overload("join", member: true) { (list: CELList, budget: inout Budget) throws(CELError) in
            try join(list, "", &budget)
        },
        Overload("join", member: true, costly: join),
    ]

    /// A position that may also be the one after the last code point.
    private static func offset(_ position: Int64, in count: Int) throws(CELError) -> Int {
        guard let offset = Int(exactly: position), (0...count).contains(offset) else {
            throw CELError(.range, "index out of range: \(position)")
        }
        return offset
    }

    private static func indexOf(
        _ text: String, _ part: String, _ start: Int64, _ budget: inout Budget
    ) throws(CELError) -> Int64 {
        let scalars = text.unicodeScalars
        let from = try offset(start, in: scalars.count)
        let bytes = Array(text.utf8)
        let startByte = scalars.prefix(from).reduce(0) { $0 + UTF8.width($1) }
        guard let place = ByteSearch.first(Array(part.utf8), in: bytes, from: startByte, &budget) else { return -1 }
        return Int64(bytes[..<place].count { !UTF8.isContinuation($0) })
    }

    private static func lastIndexOf(
        _ text: String, _ part: String, _ last: Int64, _ budget: inout Budget
    ) throws(CELError) -> Int64 {
        let scalars = Array(text.unicodeScalars)
        let wanted = Array(part.unicodeScalars)
        var place = min(try offset(last, in: scalars.count), scalars.count - wanted.count)
        while place >= 0 {
            guard budget.spend(1 + wanted.count / Budget.bytesPerStep) else { return -1 }
            if scalars[place...].starts(with: wanted) { return Int64(place) }
            place -= 1
        }
        return -1
    }

    private static func substring(_ text: String, _ start: Int64, _ end: Int64) throws(CELError) -> String {
        let scalars = Array(text.unicodeScalars)
        let from = try offset(start, in: scalars.count)
        let to = try offset(end, in: scalars.count)
        guard from <= to else {
            throw CELError(.range, "invalid substring range. start: \(start), end: \(end)")
        }
        return String(String.UnicodeScalarView(scalars[from..<to]))
    }

    private static func changed(_ text: String, from letters: ClosedRange<UInt8>) -> String {
        String(decoding: text.utf8.map { letters.contains($0) ? $0 ^ 0x20 : $0 }, as: UTF8.self)
    }

    private static func trim(_ text: String) -> String {
        let rest = text.unicodeScalars.drop(while: \.properties.isWhitespace)
        let end = rest.lastIndex { !$0.properties.isWhitespace }.map { rest.index(after: $0) } ?? rest.startIndex
        return String(rest[..<end])
    }
}
