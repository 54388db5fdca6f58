import Addresses
import TerminalText

extension CELValue: CustomStringConvertible {
    /// The value as one would write it in an expression. Very large values end in `…`.
    public var description: String {
        text(atMost: 65_536)
    }

    /// The beginning of the description, short enough for an error message.
    var excerpt: String { text(atMost: 80) }

    private func text(atMost longest: Int) -> String {
        var writer = LiteralWriter(longest: longest)
        writer.write(self)
        return writer.text
    }
}

/// Writes values in the syntax of literals.
private struct LiteralWriter {
    let longest: Int
    private(set) var text = ""

    mutating func write(_ value: CELValue) {
        guard text.utf8.count < longest else {
            if !text.hasSuffix("…") { text += "…" }
            return
        }
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .uint(let value): text += "\(value)u"
        case .double(let value): text += value.isFinite ? value.description : "double('\(DoubleText.shortest(value))')"
        case .string(let value): writeQuoted(value)
        case .bytes(let value): writeBytes(value)
        case .list(let elements): write(elements.map { (nil, $0) }, "[", "]")
        case .map(let map): write(zip(map.keys, map.values).map { ($0, $1) }, "{", "}")
        case .object(let object): text += "\(Visible.text(object.typeName)){…}"
        case .type(let type): text += type.name
        case .ip(let address): text += "ip('\(address.groupText)')"
        case .cidr(let prefix): text += "cidr('\(prefix.address.groupText)/\(prefix.length)')"
        case .mac(let address): text += "mac('\(address)')"
        case .optional(let inner?):
            text += "optional.of("
            write(inner)
            text += ")"
        case .optional(nil): text += "optional.none()"
        case .unknown(let reason): text += "unknown(\(reason.reasons.map(Visible.text).joined(separator: "; ")))"
        case .deferred(let late): write(late.value)
        }
    }

    private mutating func write(_ entries: [(key: CELValue?, value: CELValue)], _ open: String, _ close: String) {
        text += open
        for (position, entry) in entries.enumerated() where text.utf8.count < longest {
            if position > 0 { text += ", " }
            if let key = entry.key {
                write(key)
                text += ": "
            }
            write(entry.value)
        }
        text += close
    }

    private mutating func writeQuoted(_ value: String) {
        text += "\""
        for scalar in value.unicodeScalars.prefix(longest) {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where Printable.allows(scalar) && !Printable.isMark(scalar): text.unicodeScalars.append(scalar)
            default: text += "\\U" + String(repeating: "0", count: 8 - Self.hex(scalar).count) + Self.hex(scalar)
            }
        }
        text += value.unicodeScalars.dropFirst(longest).isEmpty ? "\"" : "\"…"
    }

    private mutating func writeBytes(_ bytes: [UInt8]) {
        text += "b\""
        for byte in bytes.prefix(longest) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += "\\" + String(UnicodeScalar(byte))
            case 0x20..<0x7F: text += String(UnicodeScalar(byte))
            default: text += "\\x" + Hex.pair(byte)
            }
        }
        text += bytes.count > longest ? "\"…" : "\""
    }

    private static func hex(_ scalar: Unicode.Scalar) -> String {
        String(scalar.value, radix: 16)
    }
}
