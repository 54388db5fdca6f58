/// What is known of one fact. "Absent" is the kernel's own word that there is none; "unknown" is ours that nobody
/// could look, with the reason. The two are never mixed: an unknown fact is not a healthy one.
public enum Observed<Value> {
    case known(Value)
    case absent
    case unknown(String)

    /// The value, where there is one.
    public var value: Value? {
        if case .known(let value) = self { value } else { nil }
    }

    /// Why nothing is known; nil where something is, be it absence.
    public var reason: String? {
        if case .unknown(let reason) = self { reason } else { nil }
    }

    public var isAbsent: Bool {
        if case .absent = self { true } else { false }
    }

    public func map<Other>(_ transform: (Value) -> Other) -> Observed<Other> {
        switch self {
        case .known(let value): .known(transform(value))
        case .absent: .absent
        case .unknown(let reason): .unknown(reason)
        }
    }

    public func flatMap<Other>(_ transform: (Value) -> Observed<Other>) -> Observed<Other> {
        switch self {
        case .known(let value): transform(value)
        case .absent: .absent
        case .unknown(let reason): .unknown(reason)
        }
    }
}

extension Observed: Sendable where Value: Sendable {}
extension Observed: Equatable where Value: Equatable {}
extension Observed: Hashable where Value: Hashable {}

extension Observed: Codable where Value: Codable {
    private enum CodingKeys: String, CodingKey { case known, absent, unknown }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let reason = try container.decodeIfPresent(String.self, forKey: .unknown) {
            self = .unknown(reason)
        } else if container.contains(.known) {
            self = .known(try container.decode(Value.self, forKey: .known))
        } else {
            self = .absent
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .known(let value): try container.encode(value, forKey: .known)
        case .absent: try container.encode(true, forKey: .absent)
        case .unknown(let reason): try container.encode(reason, forKey: .unknown)
        }
    }
}
