/// A map that remembers the order of its keys.
///
/// Keys are bool, int, uint or string. Numbers that are equal are the same key whatever their
/// type, so `{1: 'x'}[1u]` and `{1: 'x'}[1.0]` both find the entry.
public struct CELMap: Sendable {
    /// The keys, in the order in which they were added.
    public private(set) var keys: [CELValue] = []
    /// The values, in the order of ``keys``.
    public private(set) var values: [CELValue] = []
    private var positions: [MapKey: Int] = [:]

    /// An empty map.
    public init() {}

    /// A map from strings, in the order given; of equal keys the first wins.
    public init(_ entries: [(String, CELValue)]) {
        for (key, value) in entries { insert(value, for: .string(key)) }
    }

    /// How many keys there are.
    public var count: Int { keys.count }

    /// The value of a key; numbers are the same key whatever their type. Nil where there is none.
    public subscript(key: CELValue) -> CELValue? {
        guard let key = MapKey(lookup: key), let position = positions[key] else { return nil }
        return values[position]
    }

    /// The value of a string as key; nil where there is none.
    public subscript(key: String) -> CELValue? {
        positions[.string(CodePoints(key))].map { values[$0] }
    }

    /// Adds an entry; `false` when the key is there already or is of a type that cannot be a key.
    @discardableResult
    public mutating func insert(_ value: CELValue, for key: CELValue) -> Bool {
        guard let position = MapKey(key), positions[position] == nil else { return false }
        positions[position] = keys.count
        keys.append(key)
        values.append(value)
        return true
    }
}

/// What identifies an entry of a map.
enum MapKey: Hashable {
    case bool(Bool)
    case negative(Int64)
    case natural(UInt64)
    case string(CodePoints)

    /// The key that `value` stores under, or `nil` when the language forbids it as a key.
    init?(_ value: CELValue) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = UInt64(exactly: value).map(MapKey.natural) ?? .negative(value)
        case .uint(let value): self = .natural(value)
        case .string(let value): self = .string(CodePoints(value))
        default: return nil
        }
    }

    /// The key that `value` finds: a whole double finds the equal integer.
    init?(lookup value: CELValue) {
        guard case .double(let number) = value else {
            self.init(value)
            return
        }
        if let natural = UInt64(exactly: number) {
            self = .natural(natural)
        } else if let negative = Int64(exactly: number) {
            self = .negative(negative)
        } else {
            return nil
        }
    }
}

/// A string compared by code point; Swift's own `==` also equates canonically equivalent text.
struct CodePoints: Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: CodePoints, right: CodePoints) -> Bool {
        left.text.hasSameCodePoints(as: right.text)
    }

    func hash(into hasher: inout Hasher) {
        // All strings of Linux are contiguous; the loop is for those that are not.
        let isHashed: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if isHashed == nil { for byte in text.utf8 { hasher.combine(byte) } }
    }
}

extension String {
    func hasSameCodePoints(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}
