/// JSON that is written as a value describes itself, without building a tree first: a snapshot may hold a hundred
/// thousand rules and flows. All beyond ASCII is escaped. Members of dictionaries are sorted, those of structs stand in
/// the order of their declaration, so that one value always gives the same bytes.
public final class JSONStream {
    // One value, so that a call is one access to it.
    private var document: JSONDocument
    private let memory: (any JSONMemory)?
    private let remembered: ObjectIdentifier?

    /// The bytes of a document, on one line without spaces.
    ///
    /// - Parameters:
    ///   - repeating: a type of which a few values make up much of the document, such as the expressions of rules:
    ///     what was written once is written again.
    ///   - rename: from the name of a property to its key. Keys of dictionaries are somebody's names and stay.
    /// - Throws: what the value throws when it describes itself.
    public static func encode<Repeated: Encodable & Hashable>(
        _ value: some Encodable, repeating: Repeated.Type, rename: @escaping (String) -> String
    ) throws -> [UInt8] {
        let stream = JSONStream(rename, Memory<Repeated>(), of: repeating)
        try stream.write(value)
        return stream.document.bytes
    }

    /// As ``encode(_:repeating:rename:)``, of a value in which nothing repeats.
    public static func encode(_ value: some Encodable, rename: @escaping (String) -> String) throws -> [UInt8] {
        let stream = JSONStream(rename)
        try stream.write(value)
        return stream.document.bytes
    }

    private init(_ rename: @escaping (String) -> String, _ memory: (any JSONMemory)? = nil, of type: Any.Type? = nil) {
        document = JSONDocument(rename)
        self.memory = memory
        remembered = type.map { ObjectIdentifier($0) }
    }

    func write<Value: Encodable>(_ value: Value) throws {
        guard let memory, ObjectIdentifier(Value.self) == remembered else { return try describe(value) }
        if let known = memory.text(of: value) { return document.append(known) }
        let start = document.count
        try describe(value)
        memory.remember(document.bytes[start...], of: value)
    }

    private func describe<Value: Encodable>(_ value: Value) throws {
        let start = document.begin(Value.self)
        try value.encode(to: JSONStreamEncoder(stream: self, depth: start.depth))
        document.end(start)
    }

    func write(_ value: String) { document.write(value) }
    func write(_ value: Bool) { document.append(value ? "true" : "false") }
    func write(_ value: Double) { document.append(value.isFinite ? value.description : "null") }
    func writeNull() { document.append("null") }
    func write(number: some FixedWidthInteger) { document.write(number: number) }

    /// The object of the value whose encoder stands at a depth; it may ask for it twice.
    func object(at depth: Int) { document.object(at: depth) }
    func array(at depth: Int) { document.array(at: depth) }

    /// The name of the next member of an open object.
    func member(_ name: String, of frame: Int) { document.member(name, of: frame) }
    func element(of frame: Int) { document.element(of: frame) }
    func count(of frame: Int) -> Int { document.count(of: frame) }
}

/// What was written for values of one type.
private protocol JSONMemory: AnyObject {
    func text<Value>(of value: Value) -> [UInt8]?
    func remember<Value>(_ text: ArraySlice<UInt8>, of value: Value)
}

private final class Memory<Repeated: Hashable>: JSONMemory {
    private var texts: [Repeated: [UInt8]] = [:]
    private let most = 4096
    /// In bytes: what is longer hardly comes twice.
    private let longest = 256

    func text<Value>(of value: Value) -> [UInt8]? {
        (value as? Repeated).flatMap { texts[$0] }
    }

    func remember<Value>(_ text: ArraySlice<UInt8>, of value: Value) {
        guard texts.count < most, text.count <= longest, let value = value as? Repeated else { return }
        texts[value] = Array(text)
    }
}
