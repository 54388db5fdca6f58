extension CELLibrary {
    /// Optional values: made here, and of `x.?field`, `x[?index]`; `or`, `orValue`, `optMap` and `optFlatMap` are syntax.
    public static let optional = CELLibrary(
        "optional",
        keys: [
            ".first", ".hasValue", ".last", ".unwrapOpt", ".value", "optional.none", "optional.of",
            "optional.ofNonZeroValue", "optional.unwrap",
        ]
    ) { OptionalLibrary.table }
}

enum OptionalLibrary {
    static let table = FunctionTable([
        Overload(
            name: "optional.of", isMember: false, parameters: [.dyn], result: .optional(.dyn),
            body: { (arguments, _) throws(CELError) in .optional(arguments[0]) }, resultOf: wrapped),
        Overload(
            name: "optional.ofNonZeroValue", isMember: false, parameters: [.dyn], result: .optional(.dyn),
            body: { (arguments, _) throws(CELError) in .optional(arguments[0].isZero ? nil : arguments[0]) },
            resultOf: wrapped),
        Overload(
            name: "optional.none", isMember: false, parameters: [], result: .optional(.dyn),
            body: { (_, _) throws(CELError) in .optional(nil) }),
        Overload(
            name: "hasValue", isMember: true, parameters: [.optional(.dyn)], result: .bool,
            body: { (arguments, _) throws(CELError) in
                guard case .optional(let inner)? = arguments.first else { return .bool(false) }
                return .bool(inner != nil)
            }),
        Overload(
            name: "value", isMember: true, parameters: [.optional(.dyn)], result: .dyn,
            body: { (arguments, _) throws(CELError) in
                guard case .optional(let inner?)? = arguments.first else {
                    throw CELError(.invalidArgument, "optional.none() dereference")
                }
                return inner
            }, resultOf: { $0.first?.unwrapped ?? .dyn }),
        end("first", \.first), end("last", \.last),
        unwrap("optional.unwrap", isMember: false), unwrap("unwrapOpt", isMember: true),
    ])

    @Sendable private static func wrapped(_ types: [CELType]) -> CELType { .optional(types.first ?? .dyn) }

    /// The first or last element of a list; none of an empty one.
    private static func end(_ name: String, _ pick: @escaping @Sendable ([CELValue]) -> CELValue?) -> Overload {
        Overload(
            name: name, isMember: true, parameters: [.list(.dyn)], result: .optional(.dyn),
            body: { (arguments, _) throws(CELError) in
                guard case .list(let list)? = arguments.first else { return .optional(nil) }
                return .present(pick(list))
            },
            resultOf: { types in
                if case .list(let element)? = types.first { .optional(element) } else { .optional(.dyn) }
            }
        )
    }

    /// The values of a list of optional ones that have one.
    private static func unwrap(_ name: String, isMember: Bool) -> Overload {
        Overload(
            name: name, isMember: isMember, parameters: [.list(.dyn)], result: .list(.dyn),
            body: { (arguments, budget) throws(CELError) in
                guard case .list(let list)? = arguments.first, budget.spend(for: .list(list)) else {
                    return .unknown(.budget)
                }
                if let unknown = ListOrder.unknown(in: list) { return unknown }
                var values: [CELValue] = []
                for element in list {
                    guard case .optional(let inner) = element else {
                        throw CELError.noOverload(name, ["list(\(element.type.name))"])
                    }
                    if let inner { values.append(inner) }
                }
                return .list(values)
            },
            resultOf: { types in
                if case .list(let element)? = types.first { .list(element.unwrapped) } else { .list(.dyn) }
            }
        )
    }
}

extension CELValue {
    /// Whether it is its type's value of nothing: null, false, 0, an empty text, list or map.
    fileprivate var isZero: Bool {
        switch self {
        case .null, .optional(nil): true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .string(let value): value.isEmpty
        case .bytes(let value): value.isEmpty
        case .list(let value): value.isEmpty
        case .map(let value): value.count == 0
        default: false
        }
    }
}
