/// A JSON document as a value.
public enum JSONValue: Sendable, Hashable {
    /// Written with its keys in code point order.
    case object([String: JSONValue])
    /// An object whose members stay in the order that its author chose, for documents that people read.
    case members([Member])
    case array([JSONValue])
    case string(String)
    case int(Int)
    case uint(UInt64)
    /// Written in the shortest form that reads back the same; NaN and infinities, which JSON lacks, become null.
    case double(Double)
    case bool(Bool)
    case null

    /// A key and its value. As a tuple in the case itself, Swift 6.3 reports a circular reference now and then,
    /// depending on the order in which it compiles the files.
    public struct Member: Sendable, Hashable {
        /// Not escaped yet.
        public let key: String
        /// What stands behind the colon.
        public let value: JSONValue
    }

    /// An object whose members stay in this order. A key that occurs twice is written twice.
    public static func ordered(_ members: [(String, JSONValue)]) -> JSONValue {
        .members(members.map { Member(key: $0.0, value: $0.1) })
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(nilLiteral: ()) { self = .null }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// A key written twice keeps its last value.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
}

extension JSONValue {
    // What is absent is null.

    public init(_ text: String?) { self = text.map(JSONValue.string) ?? .null }
    public init(_ number: Int?) { self = number.map(JSONValue.int) ?? .null }
    public init(_ number: UInt64?) { self = number.map(JSONValue.uint) ?? .null }
    public init(_ texts: [String]) { self = .array(texts.map(JSONValue.string)) }
}
