/// The declaration of a kind of ``CELObject``: its name and what may be read from it.
public struct ObjectType: Sendable {
    /// As expressions and messages call it.
    public let name: String
    /// What may be read, by name.
    public var fields: [String: FieldDeclaration] { declared.value }

    private let declared: Late<[String: FieldDeclaration]>

    /// A type of that name. Of many types expressions mostly use a few: the fields are made when one does.
    public init(_ name: String, fields: @autoclosure @escaping @Sendable () -> [String: FieldDeclaration]) {
        self.name = name
        declared = Late(fields)
    }
}

/// One field of an ``ObjectType``.
public struct FieldDeclaration: Sendable {
    /// The type of its value.
    public let type: CELType
    /// Whether it may be absent, so that a checked expression must ask `has()` before reading it.
    public let optional: Bool
    /// One sentence for the reference.
    public let doc: String
    /// The name that it has now, where this one is kept for old expressions.
    public let renamed: String?

    /// A field that is always there, unless it is said to be optional.
    public init(_ type: CELType, optional: Bool = false, doc: String = "", renamed: String? = nil) {
        self.type = type
        self.optional = optional
        self.doc = doc
        self.renamed = renamed
    }
}
