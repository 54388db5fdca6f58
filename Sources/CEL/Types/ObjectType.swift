/// The declaration of a kind of ``CELObject``: its name and what may be read from it.
public struct ObjectType: Sendable {
    public let name: String
    public let fields: [String: FieldDeclaration]

    public init(_ name: String, fields: [String: FieldDeclaration]) {
        self.name = name
        self.fields = fields
    }
}

/// One field of an ``ObjectType``.
public struct FieldDeclaration: Sendable {
    public let type: CELType
    /// Whether it may be absent, so that a checked expression must ask `has()` before reading it.
    public let optional: Bool
    /// One sentence for the reference.
    public let doc: String
    /// The name that it has now, where this one is kept for old expressions.
    public let renamed: String?

    public init(_ type: CELType, optional: Bool = false, doc: String = "", renamed: String? = nil) {
        self.type = type
        self.optional = optional
        self.doc = doc
        self.renamed = renamed
    }
}
