/// What an expression may talk about: variables, their types, and the types' fields.
public struct Environment: Sendable {
    /// Variables by name, old names included.
    public let variables: [String: CELType]
    /// Types of objects by name.
    public let objects: [String: ObjectType]
    /// Names of variables that are kept for old expressions, with those that they have now.
    public let renamed: [String: String]
    let functions: FunctionIndex

    /// An environment with the functions of all libraries.
    ///
    /// Names of variables may have dots in them; the longest name that fits is meant.
    public init(variables: [String: CELType] = [:], objects: [ObjectType] = []) {
        self.init(variables, [:], Self.named(objects), .all)
    }

    /// An environment with the functions of these libraries and no others.
    ///
    /// - Parameter renamed: names of variables that are kept for old expressions, with those that they have now; both
    ///   are among the variables.
    public init(
        variables: [String: CELType] = [:], renamed: [String: String] = [:], objects: [ObjectType] = [],
        libraries: [CELLibrary]
    ) {
        self.init(variables, renamed, Self.named(objects), FunctionIndex(libraries))
    }

    private init(
        _ variables: [String: CELType], _ renamed: [String: String], _ objects: [String: ObjectType],
        _ functions: FunctionIndex
    ) {
        self.variables = variables
        self.renamed = renamed
        self.objects = objects
        self.functions = functions
    }

    private static func named(_ objects: [ObjectType]) -> [String: ObjectType] {
        Dictionary(objects.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// This environment with more variables, which hide those of the same name.
    public func adding(_ variables: [String: CELType]) -> Environment {
        Environment(
            self.variables.merging(variables, uniquingKeysWith: { _, new in new }),
            renamed.filter { variables[$0.key] == nil }, objects, functions)
    }

    /// The type that `name` stands for in an expression.
    func type(named name: String) -> CELType? {
        CELType.named[name] ?? (objects[name] == nil ? nil : .object(name))
    }

    func field(_ name: String, of type: String) -> FieldDeclaration? {
        objects[type]?.fields[name]
    }
}

/// How much is decided before an expression runs.
public enum CheckingMode: Sendable {
    /// For expressions that are kept: every type, function and field must fit, and an optional
    /// field may be read only where `has()` has said that it is there.
    case checked
    /// For expressions typed once: only names must be known. The rest shows when it runs.
    case lenient
}
