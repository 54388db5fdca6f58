/// The text of a JSON document up to some place in it, with what is open there.
struct JSONDocument {
    private(set) var bytes: [UInt8] = []
    private var open: [Frame] = []
    /// Members of the sorted objects that are open: names, and where they begin.
    private var members: [Member] = []
    private let rename: (String) -> String
    private var names: [String: [UInt8]] = [:]
    private var shapes: [ObjectIdentifier: Shape] = [:]
    /// What the value is that writes next.
    private var shape = Shape.other

    init(_ rename: @escaping (String) -> String) {
        self.rename = rename
    }

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

    fileprivate enum Shape {
        /// A dictionary with strings for keys: they are somebody's names, and stay as they are.
        case names
        case dictionary
        case other
    }

    // MARK: Values

    var count: Int { bytes.count }

    /// Before a value tells what it is: where that begins.
    mutating func begin<Value>(_ type: Value.Type) -> (depth: Int, count: Int) {
        shape = shape(of: type)
        return (open.count, bytes.count)
    }

    mutating func end(_ start: (depth: Int, count: Int)) {
        close(downTo: start.depth)
        // It had nothing to say.
        if bytes.count == start.count { append("{}") }
    }

    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
    mutating func append(_ text: [UInt8]) { bytes.append(contentsOf: text) }
    mutating func write(_ text: String) { JSONEscape.appendASCII(text, to: &bytes) }

    mutating func write<Number: FixedWidthInteger>(number: Number) {
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
    mutating func object(at depth: Int) {
        guard open.count <= depth else { return }
        bytes.append(UInt8(ascii: "{"))
        open.append(Frame(isObject: true, isVerbatim: shape == .names, sorted: shape == .other ? nil : members.count))
        shape = .other
    }

    mutating func array(at depth: Int) {
        guard open.count <= depth else { return }
        bytes.append(UInt8(ascii: "["))
        open.append(Frame(isObject: false, isVerbatim: false, sorted: nil))
        shape = .other
    }

    /// The name of the next member of an open object.
    mutating func member(_ name: String, of frame: Int) {
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

    mutating func element(of frame: Int) {
        close(downTo: frame + 1)
        guard open.indices.contains(frame) else { return }
        if open[frame].count > 0 { bytes.append(UInt8(ascii: ",")) }
        open[frame].count += 1
        shape = .other
    }

    func count(of frame: Int) -> Int { open.indices.contains(frame) ? open[frame].count : 0 }

    private mutating func close(downTo depth: Int) {
        while open.count > depth, let frame = open.popLast() {
            if let first = frame.sorted { sort(from: first) }
            bytes.append(UInt8(ascii: frame.isObject ? "}" : "]"))
        }
    }

    private mutating func sort(from first: Int) {
        let own = Array(members[first...])
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

    private mutating func key(_ name: String) -> [UInt8] {
        if let known = names[name] { return known }
        var key: [UInt8] = []
        JSONEscape.appendASCII(rename(name), to: &key)
        key.append(UInt8(ascii: ":"))
        names[name] = key
        return key
    }

    private mutating func shape<Value>(of type: Value.Type) -> Shape {
        if let known = shapes[ObjectIdentifier(type)] { return known }
        let shape = (type as? any KeyedByAnything.Type)?.shape ?? .other
        shapes[ObjectIdentifier(type)] = shape
        return shape
    }
}

private protocol KeyedByAnything {
    static var shape: JSONDocument.Shape { get }
}

extension Dictionary: KeyedByAnything {
    fileprivate static var shape: JSONDocument.Shape { Key.self == String.self ? .names : .dictionary }
}
