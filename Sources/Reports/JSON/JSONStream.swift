import NetworkModel

/// JSON that is written as a value describes itself, without building a tree first: a snapshot may hold a hundred
/// thousand rules and flows. All beyond ASCII is escaped. Members of dictionaries are sorted, those of structs stand in
/// the order of their declaration, so that one value always gives the same bytes.
public final class JSONStream {
    // One value, so that a call is one access to it.
    private var text: JSONText
    /// Rules are made of few words: what was written once is written again.
    private var expressions: [NftExpression: [UInt8]] = [:]
    private static let mostExpressions = 4096
    private static let longestExpression = 256

    /// - Parameter rename: from the name of a property to its key.
    public static func encode(_ value: some Encodable, rename: @escaping (String) -> String) throws -> [UInt8] {
        let stream = JSONStream(rename)
        try stream.write(value)
        return stream.text.bytes
    }

    private init(_ rename: @escaping (String) -> String) {
        text = JSONText(rename)
    }

    func write<Value: Encodable>(_ value: Value) throws {
        guard Value.self == NftExpression.self, let expression = value as? NftExpression else {
            return try describe(value)
        }
        if let known = expressions[expression] { return text.append(known) }
        let start = text.count
        try describe(expression)
        guard expressions.count < Self.mostExpressions, text.count - start <= Self.longestExpression else { return }
        expressions[expression] = Array(text.bytes[start...])
    }

    private func describe<Value: Encodable>(_ value: Value) throws {
        let start = text.begin(Value.self)
        try value.encode(to: JSONStreamEncoder(stream: self, depth: start.depth))
        text.end(start)
    }

    func write(_ value: String) { text.write(value) }
    func write(_ value: Bool) { text.append(value ? "true" : "false") }
    func write(_ value: Double) { text.append(value.isFinite ? value.description : "null") }
    func writeNull() { text.append("null") }
    func write(number: some FixedWidthInteger) { text.write(number: number) }

    /// The object of the value whose encoder stands at a depth; it may ask for it twice.
    func object(at depth: Int) { text.object(at: depth) }
    func array(at depth: Int) { text.array(at: depth) }

    /// The name of the next member of an open object.
    func member(_ name: String, of frame: Int) { text.member(name, of: frame) }
    func element(of frame: Int) { text.element(of: frame) }
    func count(of frame: Int) -> Int { text.count(of: frame) }
}
