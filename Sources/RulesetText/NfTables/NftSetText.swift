import NetworkModel

/// The elements of a set as nft prints them.
struct NftSetText {
    struct Part {
        var type: NftType
        var bytes: Int
        var isHostOrder: Bool
    }

    let text: NftText
    let set: NftSet
    let key: [Part]
    var data: [Part] = []

    init(_ text: NftText, _ set: NftSet, key: [Part]? = nil, data: [Part]? = nil) {
        self.text = text
        self.set = set
        // Ranges are compared in network byte order, so sets of them keep everything so.
        let isInterval = set.flags.contains(.interval)
        self.key = (key ?? Self.parts(set.keyType, length: Int(clamping: set.keyLength))).map { part in
            var part = part
            if isInterval { part.isHostOrder = false }
            return part
        }
        self.data = data ?? set.dataType.map { Self.parts($0, length: Int(clamping: set.dataLength ?? 0)) } ?? []
    }

    /// The parts of a key by the type's number.
    static func parts(_ number: UInt32, length: Int) -> [Part] {
        guard let types = NftType.parts(number), !types.isEmpty, number != NftSet.verdictType else {
            return [Part(type: .integer, bytes: length, isHostOrder: false)]
        }
        if types.count == 1, let type = types.first {
            return [Part(type: type, bytes: type.size ?? length, isHostOrder: type.isHostOrder)]
        }
        return types.map { Part(type: $0, bytes: $0.size ?? 4, isHostOrder: $0.isHostOrder) }
    }

    /// `{ a, b }`
    var braces: String {
        guard set.elements.isComplete else { return "{ … }" }
        return "{ " + elements.joined(separator: ", ") + " }"
    }

    var elements: [String] {
        if set.flags.contains(.interval) {
            return set.fieldLengths.count > 1 ? set.elements.rows.map { word($0, concatenation($0)) } : intervals
        }
        return set.elements.rows.sorted { order($0) < order($1) }.map { word($0, concatenation($0)) }
    }

    /// nft sorts by the value that the key has.
    private func order(_ element: NftElement) -> Sortable {
        guard let key = element.key?.bytes else { return Sortable(bytes: [], isCatchall: true) }
        // A concatenation counts as one number in the host's order.
        let isHost = (self.key.count > 1 || (self.key.first?.isHostOrder ?? false)) && NftData.hostIsLittle
        return Sortable(bytes: isHost ? key.reversed() : key, isCatchall: false)
    }

    private struct Sortable: Comparable {
        var bytes: [UInt8]
        var isCatchall: Bool

        static func < (a: Sortable, b: Sortable) -> Bool {
            a.isCatchall == b.isCatchall ? NftData.compare(a.bytes, b.bytes) < 0 : b.isCatchall
        }
    }

    // MARK: Keys

    private func value(_ part: Part) -> NftValueText { text.value(part.type, isHostOrder: part.isHostOrder) }

    private func concatenation(_ element: NftElement) -> String {
        guard let key = element.key?.bytes else { return "*" }
        let end = element.keyEnd?.bytes ?? key
        return Self.concatenated(self.key) { part, offset in
            range(part, Self.slice(key, offset, part.bytes), Self.slice(end, offset, part.bytes))
        }
    }

    private static func concatenated(_ parts: [Part], _ body: (Part, Int) -> String) -> String {
        var offset = 0
        return parts.map { part in
            defer { offset += (part.bytes + 3) & ~3 }
            return body(part, offset)
        }.joined(separator: " . ")
    }

    private static func slice(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> [UInt8] {
        Array(bytes.dropFirst(offset).prefix(count))
    }

    /// One value, a prefix, or a range.
    private func range(_ part: Part, _ from: [UInt8], _ to: [UInt8]) -> String {
        if from == to { return value(part).text(from) }
        if part.type == .ifname { return value(part).text(Array(from.prefix { $0 != 0 })) }
        let mask = zip(from, to).map { ~($0 ^ $1) }
        if part.type.takesPrefix, let length = NftRulePrinter.prefixLength(mask),
            zip(from, mask).allSatisfy({ $0 & ~$1 == 0 }), zip(to, mask).allSatisfy({ $0 | $1 == 0xff })
        {
            return "\(value(part).text(from))/\(length)"
        }
        return value(part).text(from, to)
    }

    /// Two elements each: the first key inside, and the first one after.
    private var intervals: [String] {
        guard let part = key.first else { return [] }
        let rows = set.elements.rows.filter { $0.key != nil }.sorted { a, b in
            let order = NftData.compare(a.key?.bytes ?? [], b.key?.bytes ?? [])
            return order == 0 ? a.isIntervalEnd && !b.isIntervalEnd : order < 0
        }
        var words: [String] = []
        for (index, element) in rows.enumerated() where !element.isIntervalEnd {
            let from = element.key?.bytes ?? []
            var to = [UInt8](repeating: 0xff, count: from.count)
            if index + 1 < rows.count, let next = rows[index + 1].key?.bytes { to = Self.predecessor(next) }
            words.append(word(element, range(part, from, to)))
        }
        return words + set.elements.rows.filter(\.isCatchall).map { word($0, "*") }
    }

    private static func predecessor(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for index in bytes.indices.reversed() {
            bytes[index] &-= 1
            if bytes[index] != 0xff { break }
        }
        return bytes
    }

    // MARK: What stands beside them

    private func word(_ element: NftElement, _ key: String) -> String {
        var words = key
        for expression in element.expressions {
            var printer = NftRulePrinter(text: text, depth: 0)
            printer.print([expression])
            words += " " + printer.joined
        }
        // The set's own timeout is not repeated.
        if let timeout = element.timeout, timeout != set.timeout {
            words += " timeout \(NftValueText.duration(milliseconds: timeout))"
        }
        if let expiration = element.expiration {
            words += " expires \(NftValueText.duration(milliseconds: expiration))"
        }
        if let comment = element.comment { words += " comment \"\(comment)\"" }
        if let verdict = element.verdict { words += " : " + text.verdict(verdict) }
        if let object = element.object { words += " : \"\(object)\"" }
        if let data = element.data?.bytes { words += " : " + datum(data) }
        return words
    }

    private func datum(_ bytes: [UInt8]) -> String {
        // Both ends of a range, one behind the other (NAT to prefixes).
        if let part = data.first, data.count == 1, bytes.count == part.bytes * 2 {
            return range(part, Array(bytes.prefix(part.bytes)), Array(bytes.suffix(part.bytes)))
        }
        return Self.concatenated(data) { part, offset in value(part).text(Self.slice(bytes, offset, part.bytes)) }
    }
}
