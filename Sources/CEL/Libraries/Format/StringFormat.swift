import TerminalText

/// `'%s has %d'.format([name, count])`.
struct StringFormat {
    private var result = ""
    private var values: [CELValue]
    private var next = 0

    /// More digits than this cannot be asked for.
    private static let mostDigits = 1000

    static func apply(
        _ pattern: String, _ values: [CELValue], _ budget: inout Budget
    ) throws(CELError) -> String {
        var format = StringFormat(values: values)
        var rest = pattern.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                format.result.unicodeScalars.append(scalar)
                continue
            }
            try format.clause(&rest, &budget)
            if budget.isExhausted { return "" }
        }
        return format.result
    }

    private init(values: [CELValue]) {
        self.values = values
    }

    private mutating func clause(
        _ rest: inout Substring.UnicodeScalarView, _ budget: inout Budget
    ) throws(CELError) {
        var precision: Int?
        if rest.first == "." {
            rest.removeFirst()
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest[digits.endIndex...]
            guard let number = Int(String(digits)), number <= Self.mostDigits else {
                throw CELError(.invalidArgument, "could not parse formatting clause: bad precision")
            }
            precision = number
        }
        guard let verb = rest.popFirst() else {
            throw CELError(.invalidArgument, "could not parse formatting clause: unexpected end of string")
        }
        if verb == "%" {
            result += "%"
            return
        }
        guard "sdfebxXo".unicodeScalars.contains(verb) else {
            throw CELError(
                .invalidArgument,
                "could not parse formatting clause: unrecognized formatting clause \"\(Visible.scalar(verb))\"")
        }
        guard next < values.count else { throw CELError(.range, "index \(next) out of range") }
        let value = values[next]
        next += 1
        // Text is at most a few times as long as the value that it shows.
        guard budget.spend(for: value), budget.spend(bytes: precision ?? 0) else { return }
        if verb == "f" || verb == "e", let number = Self.double(value) {
            guard budget.spend(ExactDecimal.cost(number)) else { return }
        }
        result += try text(value, verb, precision ?? 6)
    }

    private func text(_ value: CELValue, _ verb: Unicode.Scalar, _ precision: Int) throws(CELError) -> String {
        switch (verb, value) {
        case ("s", _): return try Self.plain(value)
        case ("d", .int(let number)): return String(number)
        case ("d", .uint(let number)): return String(number)
        case ("d", .double(let number)) where !number.isFinite: return DoubleText.name(number)
        case ("f", _), ("e", _):
            guard let number = Self.double(value) else { break }
            if !number.isFinite { return DoubleText.name(number) }
            let decimal = ExactDecimal(number)
            return verb == "f" ? decimal.fixed(precision) : decimal.scientific(precision)
        case ("b", .bool(let bit)): return bit ? "1" : "0"
        case ("b", .int(let number)): return String(number, radix: 2)
        case ("b", .uint(let number)): return String(number, radix: 2)
        case ("o", .int(let number)): return String(number, radix: 8)
        case ("o", .uint(let number)): return String(number, radix: 8)
        case ("x", _), ("X", _):
            guard let hex = Self.hex(value, uppercase: verb == "X") else { break }
            return hex
        default: break
        }
        throw CELError(
            .invalidArgument, "error during formatting: %\(String(Character(verb))) cannot show \(value.type.name)")
    }

    private static func double(_ value: CELValue) -> Double? {
        switch value {
        case .double(let number): number
        case .int(let number): Double(number)
        case .uint(let number): Double(number)
        default: nil
        }
    }

    private static func hex(_ value: CELValue, uppercase: Bool) -> String? {
        switch value {
        case .int(let number): String(number, radix: 16, uppercase: uppercase)
        case .uint(let number): String(number, radix: 16, uppercase: uppercase)
        case .string(let text): text.utf8.map { Hex.pair($0, uppercase: uppercase) }.joined()
        case .bytes(let bytes): bytes.map { Hex.pair($0, uppercase: uppercase) }.joined()
        default: nil
        }
    }

    /// What `%s` shows: strings without quotes, maps in the order of their keys.
    private static func plain(_ value: CELValue) throws(CELError) -> String {
        switch value {
        case .string(let text): return text
        case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .double(let number): return number.isFinite ? DoubleText.shortest(number) : DoubleText.name(number)
        case .uint(let number): return String(number)
        case .ip, .cidr, .mac: return value.addressText ?? ""
        case .null, .bool, .int, .type: return value.description
        case .list(let elements):
            var texts: [String] = []
            for element in elements { texts.append(try plain(element)) }
            return "[" + texts.joined(separator: ", ") + "]"
        case .map(let map):
            var texts: [(key: String, value: String)] = []
            for (key, value) in zip(map.keys, map.values) { texts.append((try plain(key), try plain(value))) }
            texts.sort { Order(bytes: $0.key.utf8, $1.key.utf8) == .less }
            return "{" + texts.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        case .object, .optional, .unknown, .deferred:
            throw CELError(.invalidArgument, "error during formatting: %s cannot show \(value.type.name)")
        }
    }
}
