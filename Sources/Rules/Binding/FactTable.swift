import CEL

/// All facts of one type of object. One table is the source of the type checker, the reference and the completions.
public final class FactTable<Subject: Sendable>: Sendable {
    /// As messages and `type(x) == …` call the type.
    public let typeName: String
    /// One sentence for the reference.
    public let doc: String
    /// The facts, in the order of the reference.
    public let facts: [Fact<Subject>]
    private let positions: Late<[String: Int]>
    private let sameness: @Sendable (Subject, Subject) -> Bool

    /// - Parameter key: what makes two subjects the same thing, for `==` and `in`.
    public init<Key: Equatable & SendableMetatype>(
        _ typeName: String, doc: String, key: @escaping @Sendable (Subject) -> Key, facts: [Fact<Subject>]
    ) {
        self.typeName = typeName
        self.doc = doc
        self.facts = facts
        positions = Late {
            let names = facts.enumerated().flatMap { fact in
                ([fact.element.name] + fact.element.formerly).map { ($0, fact.offset) }
            }
            return Dictionary(names, uniquingKeysWith: { first, _ in first })
        }
        sameness = { key($0) == key($1) }
    }

    /// A subject as expressions see it.
    public func value(_ subject: Subject) -> CELValue {
        .object(FactObject(subject, of: self))
    }

    /// Subjects as a list of the language.
    public func list(_ subjects: some Sequence<Subject>) -> CELValue {
        .list(subjects.map(value))
    }

    func value(of name: String, for subject: Subject) -> CELValue? {
        guard let position = positions.value[name] else { return nil }
        let fact = facts[position]
        if let value = fact.get(subject) { return value }
        // A table that promises a fact and has none is a slip of ours; it must not look like an absent fact.
        return fact.isOptional ? nil : .unknown(because: "\(typeName).\(name) is missing")
    }

    func isSame(_ left: Subject, _ right: Subject) -> Bool { sameness(left, right) }
}

/// A subject together with its table. Facts are got when an expression asks for them, not before.
public final class FactObject<Subject: Sendable>: CELObject {
    /// What the facts are read from.
    public let subject: Subject
    private let table: FactTable<Subject>

    /// Reads nothing yet.
    public init(_ subject: Subject, of table: FactTable<Subject>) {
        self.subject = subject
        self.table = table
    }

    /// The name of the table's type.
    public var typeName: String { table.typeName }

    /// The value of a fact, also by an old name of it; nil where it is absent or there is no such fact.
    public func field(_ name: String) -> CELValue? { table.value(of: name, for: subject) }

    /// Whether both stand for the same thing, as the key of their table says.
    public func isSame(as other: any CELObject) -> Bool {
        guard let other = other as? FactObject<Subject>, other.typeName == typeName else { return false }
        return other === self || table.isSame(subject, other.subject)
    }
}

/// A table of any subject, as the parts that do not evaluate see it.
public protocol AnyFactTable: Sendable {
    var typeName: String { get }
    var doc: String { get }
    var declarations: [FactDeclaration] { get }
}

extension FactTable: AnyFactTable {
    /// The facts without the ways to get them.
    public var declarations: [FactDeclaration] {
        facts.map {
            FactDeclaration(
                name: $0.name, type: $0.type, isOptional: $0.isOptional, doc: $0.doc, needs: $0.needs,
                formerly: $0.formerly)
        }
    }
}
