extension StringsLibrary {
    /// The text with the first `limit` occurrences replaced, all of them if that is negative.
    ///
    /// The empty string occurs before every code point and at the end.
    static func replace(
        _ text: String, _ old: String, _ new: String, _ limit: Int64, _ budget: inout Budget
    ) throws(CELError) -> String {
        let bytes = Array(text.utf8)
        let wanted = Array(old.utf8)
        let places = occurrences(of: wanted, in: bytes, limit, &budget)
        let (growth, overflow) = places.count.multipliedReportingOverflow(by: new.utf8.count)
        guard !overflow, budget.spend(bytes: bytes.count + growth) else { return "" }
        let added = Array(new.utf8)
        var result: [UInt8] = []
        var copied = 0
        for place in places {
            result += bytes[copied..<place] + added
            copied = place + wanted.count
        }
        return String(decoding: result + bytes[copied...], as: UTF8.self)
    }

    private static func occurrences(
        of wanted: [UInt8], in bytes: [UInt8], _ limit: Int64, _ budget: inout Budget
    ) -> [Int] {
        let limit = limit < 0 ? Int.max : Int(clamping: limit)
        guard wanted.isEmpty else { return ByteSearch.all(wanted, in: bytes, limit: limit, &budget) }
        let starts = bytes.indices.filter { !UTF8.isContinuation(bytes[$0]) } + [bytes.count]
        return Array(starts.prefix(limit))
    }

    /// The text cut at each separator into at most `limit` pieces; an empty separator cuts everywhere.
    static func split(
        _ text: String, _ separator: String, _ limit: Int64, _ budget: inout Budget
    ) throws(CELError) -> CELList {
        let most = limit < 0 ? Int.max : Int(clamping: limit)
        guard most > 0 else { return CELList([]) }
        let bytes = Array(text.utf8)
        let wanted = Array(separator.utf8)
        if wanted.isEmpty, bytes.isEmpty { return CELList([]) }
        // The empty separator occurs at both ends too, where nothing is to be cut off.
        let places = occurrences(of: wanted, in: bytes, wanted.isEmpty ? -1 : limit, &budget).filter {
            !wanted.isEmpty || $0 > 0 && $0 < bytes.count
        }
        var pieces: [CELValue] = []
        var copied = 0
        for place in places.prefix(most - 1) {
            pieces.append(.string(String(decoding: bytes[copied..<place], as: UTF8.self)))
            copied = place + wanted.count
        }
        pieces.append(.string(String(decoding: bytes[copied...], as: UTF8.self)))
        guard budget.spend(for: .list(pieces)) else { return CELList([]) }
        return CELList(pieces)
    }

    static func join(_ list: CELList, _ separator: String, _ budget: inout Budget) throws(CELError) -> String {
        var result = ""
        for (position, element) in list.elements.enumerated() {
            guard case .string(let text) = element else {
                throw CELError.noOverload("join", ["list(\(element.type.name))"])
            }
            guard budget.spend(1 + (separator.utf8.count + text.utf8.count) / Budget.bytesPerStep) else { return "" }
            if position > 0 { result += separator }
            result += text
        }
        return result
    }
}
