/// `int(x)`, `string(x)` and their like, which fail rather than lose something.
enum Conversions {
    static let overloads: [Overload] =
        toInt + toUint + toDouble + toString
        + [
            Overload("bool") { (value: Bool) in value },
            Overload("bool") { (text: String) throws(CELError) in try bool(text) },
            Overload("bytes") { (value: [UInt8]) in value },
            Overload("bytes") { (text: String) in Array(text.utf8) },
            Overload("dyn") { (value: CELValue) in value },
            Overload("type") { (value: CELValue) in value.type },
        ]

    private static let toInt: [Overload] = [
        Overload("int") { (value: Int64) in value },
        Overload("int") { (value: UInt64) throws(CELError) in
            guard let result = Int64(exactly: value) else { throw outOfRange("int") }
            return result
        },
        Overload("int") { (value: Double) throws(CELError) in
            // The bounds themselves are refused: a double there stands for its neighbours too.
            guard value > -0x1p63, value < 0x1p63 else { throw outOfRange("int") }
            return Int64(value)
        },
        Overload("int") { (text: String) throws(CELError) in
            guard let result = Int64(text) else { throw unreadable(text, "int") }
            return result
        },
    ]

    private static let toUint: [Overload] = [
        Overload("uint") { (value: UInt64) in value },
        Overload("uint") { (value: Int64) throws(CELError) in
            guard let result = UInt64(exactly: value) else { throw outOfRange("uint") }
            return result
        },
        Overload("uint") { (value: Double) throws(CELError) in
            guard value >= 0, value < 0x1p64 else { throw outOfRange("uint") }
            return UInt64(value)
        },
        Overload("uint") { (text: String) throws(CELError) in
            guard let result = UInt64(text) else { throw unreadable(text, "uint") }
            return result
        },
    ]

    private static let toDouble: [Overload] = [
        Overload("double") { (value: Double) in value },
        Overload("double") { (value: Int64) in Double(value) },
        Overload("double") { (value: UInt64) in Double(value) },
        Overload("double") { (text: String) throws(CELError) in
            guard let result = Double(text) else { throw unreadable(text, "double") }
            return result
        },
    ]

    private static let toString: [Overload] = [
        Overload("string") { (value: String) in value },
        Overload("string") { (value: Bool) in value ? "true" : "false" },
        Overload("string") { (value: Int64) in String(value) },
        Overload("string") { (value: UInt64) in String(value) },
        Overload("string") { (value: Double) in DoubleText.shortest(value) },
        Overload("string") { (value: CELType) in value.name },
        Overload("string") { (bytes: [UInt8]) throws(CELError) in
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw CELError(.invalidArgument, "these bytes are not UTF-8")
            }
            return text
        },
    ]

    private static func bool(_ text: String) throws(CELError) -> Bool {
        switch text {
        case "true", "True", "TRUE", "t", "T", "1": true
        case "false", "False", "FALSE", "f", "F", "0": false
        default: throw unreadable(text, "bool")
        }
    }

    private static func outOfRange(_ type: String) -> CELError {
        CELError(.range, "the value does not fit \(type)")
    }

    private static func unreadable(_ text: String, _ type: String) -> CELError {
        CELError(.invalidArgument, "\(CELValue.string(text).excerpt) is not \(type)")
    }
}
