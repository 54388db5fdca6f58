import CEL

/// How values look in messages.
public enum Display {
    static let unknown = "?"

    /// A message is for reading; no value needs more of it than this many characters.
    private static let longest = 4096

    /// The value as messages show it: strings as they are, lists with commas, null as `none`; at most 4096 characters.
    public static func text(_ value: CELValue) -> String {
        var text = ""
        write(value, into: &text)
        return text.utf8.count <= longest ? text : String(text.prefix(longest)) + "…"
    }

    /// As ``text(_:)-(CELValue)``; `?` for what is unknown or failed.
    public static func text(_ outcome: Outcome) -> String {
        if case .value(let value) = outcome { text(value) } else { unknown }
    }

    private static func write(_ value: CELValue, into text: inout String) {
        guard text.utf8.count <= longest else { return }
        switch value {
        case .string(let value): text += value
        case .int(let value): text += String(value)
        case .uint(let value): text += String(value)
        case .bool(let value): text += value ? "true" : "false"
        case .ip, .cidr, .mac: text += value.addressText ?? ""
        case .null: text += "none"
        case .unknown: text += unknown
        case .optional(let inner): write(inner ?? .null, into: &text)
        case .deferred(let late): write(late.value, into: &text)
        case .list(let elements):
            for (position, element) in elements.enumerated() {
                if position > 0 { text += ", " }
                write(element, into: &text)
            }
        case .double, .bytes, .map, .object, .type: text += value.description
        }
    }

    /// Whether a template may show values of a type; an object has no text of its own.
    static func canShow(_ type: CELType) -> Bool {
        switch type {
        case .object, .map, .type, .bytes: false
        case .list(let element), .optional(let element): canShow(element)
        default: true
        }
    }
}
