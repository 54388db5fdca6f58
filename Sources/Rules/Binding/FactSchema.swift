import CEL

/// A variable that every expression may use.
public struct FactVariable: Sendable, Hashable {
    /// As expressions write it.
    public let name: String
    /// The type of its value.
    public let type: CELType
    /// One sentence for the reference.
    public let doc: String
    /// Names that it had before, which old runbooks may still use.
    public let formerly: [String]

    /// The order is that in which expressions would declare it: name, type, meaning.
    public init(_ name: String, _ type: CELType, formerly: [String] = [], doc: String) {
        self.name = name
        self.type = type
        self.doc = doc
        self.formerly = formerly
    }
}

/// Everything that expressions can talk about.
public struct FactSchema: Sendable {
    /// The variables, in the order of the reference.
    public let variables: [FactVariable]
    /// A table for each type of object that a variable or a fact can be.
    public let tables: [any AnyFactTable]
    /// The same for the compiler of expressions, old names included.
    public let environment: Environment

    /// - Parameter libraries: the functions that expressions may call.
    public init(
        variables: [FactVariable], tables: [any AnyFactTable], libraries: [CELLibrary] = CELLibrary.all
    ) {
        self.variables = variables
        self.tables = tables
        let objects = tables.map { table in ObjectType(table.typeName, fields: Self.fields(of: table)) }
        let names = variables.flatMap { variable in ([variable.name] + variable.formerly).map { ($0, variable.type) } }
        let renamed = variables.flatMap { variable in variable.formerly.map { ($0, variable.name) } }
        environment = Environment(
            variables: Dictionary(names, uniquingKeysWith: { first, _ in first }),
            renamed: Dictionary(renamed, uniquingKeysWith: { first, _ in first }), objects: objects,
            libraries: libraries)
    }

    private static func fields(of table: any AnyFactTable) -> [String: FieldDeclaration] {
        let fields = table.declarations.flatMap { fact in
            [(fact.name, FieldDeclaration(fact.type, optional: fact.isOptional, doc: fact.doc))]
                + fact.formerly.map {
                    let declaration = FieldDeclaration(
                        fact.type, optional: fact.isOptional, doc: fact.doc, renamed: fact.name)
                    return ($0, declaration)
                }
        }
        return Dictionary(fields, uniquingKeysWith: { first, _ in first })
    }

    /// The bindings of the variables' names, and the same values under the names that variables had before.
    public func withOldNames(_ bindings: [String: CELValue]) -> [String: CELValue] {
        var bindings = bindings
        for (old, new) in environment.renamed { bindings[old] = bindings[new] }
        return bindings
    }

    /// The table of the objects of that type; nil where there is none.
    public func table(_ typeName: String) -> (any AnyFactTable)? {
        tables.first { $0.typeName == typeName }
    }

    /// Slips in the tables themselves: names that occur twice, and types that no table declares. A test asks for it.
    public var slips: [String] {
        var slips = twins(tables.map(\.typeName), "type")
        slips += twins(variables.flatMap { [$0.name] + $0.formerly }, "variable")
        let types = Set(tables.map(\.typeName))
        for variable in variables {
            slips += undeclared(variable.type, types).map { "\(variable.name) has the undeclared type \($0)" }
        }
        for table in tables {
            slips += twins(
                table.declarations.flatMap { [$0.name] + $0.formerly }.map { "\(table.typeName).\($0)" }, "fact")
            for fact in table.declarations {
                let unknown = undeclared(fact.type, types)
                slips += unknown.map { "\(table.typeName).\(fact.name) has the undeclared type \($0)" }
                if fact.doc.isEmpty { slips.append("\(table.typeName).\(fact.name) has no doc") }
            }
        }
        return slips
    }

    private func twins(_ names: [String], _ what: String) -> [String] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }.map { "there are two \(what)s '\($0)'" }
    }

    private func undeclared(_ type: CELType, _ types: Set<String>) -> [String] {
        switch type {
        case .object(let name): types.contains(name) ? [] : [name]
        case .list(let element): undeclared(element, types)
        case .map(let key, let value): undeclared(key, types) + undeclared(value, types)
        default: []
        }
    }
}
