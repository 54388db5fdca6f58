/// A set of functions that an environment can have, by name: `strings`, `math`.
///
/// The functions of a library are made when the first expression calls one of them, so that a program pays for those
/// libraries only that its expressions use.
public struct CELLibrary: Sendable {
    /// Unique among all libraries.
    public let name: String
    /// The keys of its functions, see ``FunctionTable/key(_:isMember:)``, known before any function is made.
    let keys: [String]
    let table: @Sendable () -> FunctionTable

    init(_ name: String, keys: [String], _ table: @escaping @Sendable () -> FunctionTable) {
        self.name = name
        self.keys = keys
        self.table = table
    }

    /// A library of one function, written by whoever knows more than the language does.
    ///
    /// - Parameter body: gets as many values as there are parameters, each of its type and none of them unknown.
    public init(
        _ name: String, function: String, takes parameters: [CELType], gives result: CELType,
        _ body: @escaping @Sendable ([CELValue]) throws(CELError) -> CELValue
    ) {
        self.init(name, keys: [FunctionTable.key(function, isMember: false)]) {
            FunctionTable([
                Overload(name: function, isMember: false, parameters: parameters, result: result) {
                    (arguments, _) throws(CELError) in try body(arguments)
                }
            ])
        }
    }

    /// What its functions take and return, sorted by name.
    public var signatures: [CELSignature] {
        table().functions.values.joined().map(CELSignature.init).sorted { $0.description < $1.description }
    }
}

/// How a function may be called.
public struct CELSignature: Sendable, Hashable, CustomStringConvertible {
    /// With its namespace: `math.abs`.
    public let name: String
    /// Whether the first parameter stands before the dot.
    public let isMember: Bool
    /// The types that it takes, that of what stands before the dot first.
    public let parameters: [CELType]
    /// The type that it gives; `dyn` where that shows only when it runs.
    public let result: CELType
    /// Whether the last parameter may be given any number of times, at least once.
    public let isVariadic: Bool

    init(_ overload: Overload) {
        name = overload.name
        isMember = overload.isMember
        parameters = overload.parameters
        result = overload.result
        isVariadic = overload.isVariadic
    }

    /// `string.split(string, int) -> list(dyn)`
    public var description: String {
        let rest = parameters.dropFirst(isMember ? 1 : 0).map(\.description).joined(separator: ", ")
        let receiver = isMember ? (parameters.first.map { "\($0)." } ?? "") : ""
        return "\(receiver)\(name)(\(rest)\(isVariadic ? "…" : "")) -> \(result)"
    }
}
