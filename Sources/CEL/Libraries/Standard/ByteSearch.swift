/// Finds one string in another, both as UTF-8, where a match can begin only at a code point.
enum ByteSearch {
    /// The first place at or after `start`; also `nil` when the budget runs out.
    static func first(_ part: [UInt8], in text: [UInt8], from start: Int, _ budget: inout Budget) -> Int? {
        guard part.count <= text.count, start <= text.count - part.count, start >= 0 else { return nil }
        guard let head = part.first else { return start }
        for place in start...(text.count - part.count) where text[place] == head {
            // A long needle may be compared at every place.
            guard budget.spend(bytes: part.count) else { return nil }
            if text[place...].starts(with: part) { return place }
        }
        return nil
    }

    /// All places that do not overlap, at most `limit` of them.
    static func all(_ part: [UInt8], in text: [UInt8], limit: Int, _ budget: inout Budget) -> [Int] {
        var places: [Int] = []
        var start = 0
        while places.count < limit, let place = first(part, in: text, from: start, &budget) {
            places.append(place)
            start = place + max(1, part.count)
        }
        return places
    }
}
