import CEL
import JSON
import NetworkFacts
import Rules

extension JSONValue {
    /// A value of the expression language as JSON: numbers that JSON lacks, types and addresses as strings, bytes in
    /// base64, objects with their facts; objects inside objects by what names them, since facts lead in circles.
    init(_ value: CELValue) { self.init(value, depth: 0) }

    private init(_ value: CELValue, depth: Int) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(Int(value))
        case .uint(let value): self = .uint(value)
        case .double(let value):
            self =
                value.isNaN
                ? .string("NaN") : value.isInfinite ? .string(value < 0 ? "-Infinity" : "Infinity") : .double(value)
        case .string(let value): self = .string(value)
        case .bytes(let value): self = .string(Base64.encode(value))
        case .list(let values): self = .array(values.map { JSONValue($0, depth: depth) })
        case .map(let map):
            let pairs = map.keys.map { key in (Self.key(key), JSONValue(map[key] ?? .null, depth: depth)) }
            self = .object(Dictionary(pairs) { first, _ in first })
        case .object(let object): self = Self.object(object, depth: depth)
        case .type(let type): self = .string(type.name)
        case .ip, .cidr, .mac: self = .string(Display.text(value))
        case .optional(let inner): self.init(inner ?? .null, depth: depth)
        case .deferred(let late): self.init(late.value, depth: depth)
        case .unknown(let unknown): self = .object(["unknown": .array(unknown.reasons.map { .string($0) })])
        }
    }

    private static func key(_ key: CELValue) -> String {
        if case .string(let text) = key { text } else { Display.text(key) }
    }

    private static let naming: Set<String> = [
        "inode", "name", "ifindex", "ifname", "via", "address", "dst", "from", "to", "gateway", "dev",
    ]

    private static func object(_ object: any CELObject, depth: Int) -> JSONValue {
        let facts = NetworkFacts.schema.table(object.typeName)?.declarations ?? []
        let shown = depth == 0 ? facts : facts.filter { naming.contains($0.name) }
        return .object(
            Dictionary(
                shown.compactMap { fact in object.field(fact.name).map { (fact.name, JSONValue($0, depth: depth + 1)) }
                }
            ) { first, _ in first })
    }
}
