import NetworkModel

/// JSON that is written as a value describes itself, without building a tree first: a snapshot may hold a hundred
/// thousand rules and flows. All beyond ASCII is escaped. Members of dictionaries are sorted, those of structs stand in
/// the order of their declaration, so that one value always gives the same bytes.
public final class JSONStream {
    private var bytes: [UInt8] = []
    private var open: [Frame] = []
    /// Members of the sorted objects that are open: names, and where they begin.
    private var members: [Member] = []
    private let rename: (String) -> String
    private var names: [String: [UInt8]] = [:]
    private var shapes: [ObjectIdentifier: Shape] = [:]
    /// Rules are made of few words: what was written once is written again.
    private var expressions: [NftExpression: [UInt8]] = [:]
    private static let mostExpressions = 4096
    private static let longestExpression = 256
    /// What the value is that writes next.
    private var shape = Shape.other

    /// An object or array that is not closed yet.
    private struct Frame {
        let isObject: Bool
        let isVerbatim: Bool
        /// Where its members begin, if they are to be sorted.
        let sorted: Int?
        var count = 0
    }

    private struct Member {
        let name: String
        let start: Int
    }

    enum Shape {
        /// A dictionary with strings for keys: they are somebody's names, and stay as they are.
        case names
        case dictionary
        case other
    }

    /// - Parameter rename: from the name of a property to its key.
    public static func encode(_ value: some Encodable, rename: @escaping (String) -> String) throws -> [UInt8] {
        let stream = JSONStream(rename)
        try stream.write(value)
        return stream.bytes
    }

    private init(_ rename: @escaping (String) -> String) {
        self.rename = rename
    }

    // MARK: Values

    var depth: Int { open.count }

    func write<Value: Encodable>(_ value: Value) throws {
        guard Value.self == NftExpression.self, let expression = value as? NftExpression else {
            return try describe(value)
        }
        if let known = expressions[expression] {
            bytes += known
            return
        }
        let start = bytes.count
        try describe(expression)
        guard expressions.count < Self.mostExpressions, bytes.count - start <= Self.longestExpression else { return }
        expressions[expression] = Array(bytes[start...])
    }

    private func describe<Value: Encodable>(_ value: Value) throws {
        let (depth, start) = (open.count, bytes.count)
        shape = shape(of: Value.self)
        try value.encode(to: JSONStreamEncoder(stream: self, depth: depth))
        close(downTo: depth)
        // It had nothing to say.
        if bytes.count == start { append("{}") }
    }

    func write(_ text: String) { JSONEscape.appendASCII(text, to: &bytes) }
    func write(_ value: Bool) { append(value ? "true" : "false") }
    func writeNull() { append("null") }

    func write(_ value: Double) { append(value.isFinite ? value.description : "null") }

    func write<Number: FixedWidthInteger>(number: Number) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = number.magnitude
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit))
            rest = quotient
        } while rest > 0
        bytes[start...].reverse()
    }

    // MARK: Objects and arrays

    /// The object of the value whose encoder stands at a depth; it may ask for it twice.
    func object(at depth: Int) {
        guard open.count <= depth else { return }
        bytes.append(UInt8(ascii: "{"))
        open.append(Frame(isObject: true, isVerbatim: shape == .names, sorted: shape == .other ? nil : members.count))
        shape = .other
    }

    func array(at depth: Int) {
        guard open.count <= depth else { return }
        bytes.append(UInt8(ascii: "["))
        open.append(Frame(isObject: false, isVerbatim: false, sorted: nil))
        shape = .other
    }

    /// The name of the next member of an open object.
    func member(_ name: String, of frame: Int) {
        close(downTo: frame + 1)
        guard open.indices.contains(frame) else { return }
        if open[frame].count > 0 { bytes.append(UInt8(ascii: ",")) }
        open[frame].count += 1
        if open[frame].sorted != nil { members.append(Member(name: name, start: bytes.count)) }
        if open[frame].isVerbatim {
            JSONEscape.appendASCII(name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
        } else {
            bytes.append(contentsOf: key(name))
        }
        shape = .other
    }

    func element(of frame: Int) {
        close(downTo: frame + 1)
        guard open.indices.contains(frame) else { return }
        if open[frame].count > 0 { bytes.append(UInt8(ascii: ",")) }
        open[frame].count += 1
        shape = .other
    }

    func count(of frame: Int) -> Int { open.indices.contains(frame) ? open[frame].count : 0 }

    private func close(downTo depth: Int) {
        while open.count > depth, let frame = open.popLast() {
            if let first = frame.sorted { sort(from: first) }
            bytes.append(UInt8(ascii: frame.isObject ? "}" : "]"))
        }
    }

    private func sort(from first: Int) {
        let own = members[first...]
        members.removeSubrange(first...)
        guard own.count > 1, let start = own.first?.start else { return }
        let ends = own.dropFirst().map { $0.start - 1 } + [bytes.count]
        let parts = zip(own, ends).sorted { $0.0.name.utf8.lexicographicallyPrecedes($1.0.name.utf8) }
        var sorted: [UInt8] = []
        sorted.reserveCapacity(bytes.count - start)
        for (index, part) in parts.enumerated() {
            if index > 0 { sorted.append(UInt8(ascii: ",")) }
            sorted += bytes[part.0.start..<part.1]
        }
        bytes.replaceSubrange(start..., with: sorted)
    }

    // MARK: Once for each name and type

    private func key(_ name: String) -> [UInt8] {
        if let known = names[name] { return known }
        var key: [UInt8] = []
        JSONEscape.appendASCII(rename(name), to: &key)
        key.append(UInt8(ascii: ":"))
        names[name] = key
        return key
    }

    private func shape<Value>(of type: Value.Type) -> Shape {
        if let known = shapes[ObjectIdentifier(type)] { return known }
        let shape = (type as? any KeyedByAnything.Type)?.shape ?? .other
        shapes[ObjectIdentifier(type)] = shape
        return shape
    }

    private func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}

private protocol KeyedByAnything {
    static var shape: JSONStream.Shape { get }
}

extension Dictionary: KeyedByAnything {
    fileprivate static var shape: JSONStream.Shape { Key.self == String.self ? .names : .dictionary }
}
