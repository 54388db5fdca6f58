import CEL

/// One thing that expressions may read from a `Subject`: its name, its type, its meaning, and how to get it.
public struct Fact<Subject>: Sendable {
    /// As expressions write it behind the dot.
    public let name: String
    /// The type of its value where it is known.
    public let type: CELType
    /// Whether it may be absent, so that an expression must ask `has()` first.
    public let isOptional: Bool
    /// One sentence for the reference.
    public let doc: String
    /// The privilege without which it is unknown: `CAP_NET_ADMIN`.
    public let needs: String?
    /// Names that it had before, which old runbooks may still use.
    public let formerly: [String]
    let get: @Sendable (Subject) -> CELValue?

    /// `get` gives `nil` for what is absent and `.unknown` for what could not be seen.
    public init(
        _ name: String, _ type: CELType, optional: Bool = false, needs: String? = nil, formerly: [String] = [],
        doc: String,
        get: @escaping @Sendable (Subject) -> CELValue?
    ) {
        self.name = name
        self.type = type
        isOptional = optional
        self.doc = doc
        self.needs = needs
        self.formerly = formerly
        self.get = get
    }
}

/// A fact without the way to get it: what checking, references and completions need.
public struct FactDeclaration: Sendable, Hashable {
    /// As expressions write it behind the dot.
    public let name: String
    /// The type of its value where it is known.
    public let type: CELType
    /// Whether it may be absent, so that an expression must ask `has()` first.
    public let isOptional: Bool
    /// One sentence for the reference.
    public let doc: String
    /// The privilege without which it is unknown: `CAP_NET_ADMIN`.
    public let needs: String?
    /// Names that it had before. They are read, lint warns of them, and no reference shows them.
    public let formerly: [String]
}
