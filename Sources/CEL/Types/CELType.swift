/// A type of the language.
public indirect enum CELType: Sendable, Hashable {
    case null, bool, int, uint, double, string, bytes, type
    /// Known only when the expression runs.
    case dyn
    case list(CELType)
    case map(CELType, CELType)
    /// A type declared by an ``ObjectType`` of that name.
    case object(String)
    case ip, cidr, mac
    /// A value of that type, or none.
    case optional(CELType)
}

extension CELType {
    /// The name by which expressions call the type, as in `type(x) == net.IP`.
    public var name: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .type: "type"
        case .dyn: "dyn"
        case .list: "list"
        case .map: "map"
        case .object(let name): name
        case .ip: "net.IP"
        case .cidr: "net.CIDR"
        case .mac: "net.MAC"
        case .optional: "optional_type"
        }
    }

    /// The types that every environment knows by name.
    static let named: [String: CELType] = {
        let all: [CELType] = [
            .null, .bool, .int, .uint, .double, .string, .bytes, .type,
            .list(.dyn), .map(.dyn, .dyn), .ip, .cidr, .mac, .optional(.dyn),
        ]
        return Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }()
}

extension CELType: CustomStringConvertible {
    /// The name with those of its elements: `list(int)`.
    public var description: String {
        switch self {
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .optional(let inner): "optional_type(\(inner))"
        default: name
        }
    }
}

extension CELType {
    var isNumeric: Bool {
        self == .int || self == .uint || self == .double
    }

    /// Whether some value could be of both types, so that comparing them can be of interest.
    func overlaps(_ other: CELType) -> Bool {
        switch (self, other) {
        case (.dyn, _), (_, .dyn): true
        case (.null, .object), (.object, .null): true
        case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)): left.overlaps(right)
        case (.map(let leftKey, let left), .map(let rightKey, let right)):
            leftKey.overlaps(rightKey) && left.overlaps(right)
        default: self == other || isNumeric && other.isNumeric
        }
    }

    /// Whether a value of type `other` may stand where this type is asked for.
    func accepts(_ other: CELType) -> Bool {
        switch (self, other) {
        case (.dyn, _), (_, .dyn): true
        case (.object, .null): true
        case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)): left.accepts(right)
        case (.map(let leftKey, let left), .map(let rightKey, let right)):
            leftKey.accepts(rightKey) && left.accepts(right)
        default: self == other
        }
    }

    /// The type of something that is one of both, if a checked expression may have such a thing.
    func joined(with other: CELType) -> CELType? {
        switch (self, other) {
        case (.dyn, _), (_, .dyn): .dyn
        case (.null, .object): other
        case (.object, .null): self
        case (.list(let left), .list(let right)): left.joined(with: right).map { .list($0) }
        case (.optional(let left), .optional(let right)): left.joined(with: right).map { .optional($0) }
        case (.map(let leftKey, let left), .map(let rightKey, let right)):
            leftKey.joined(with: rightKey).flatMap { key in left.joined(with: right).map { .map(key, $0) } }
        default: self == other ? self : nil
        }
    }
}

extension CELType {
    /// What is in an optional value; any other type is its own.
    var unwrapped: CELType { if case .optional(let inner) = self { inner } else { self } }
}
