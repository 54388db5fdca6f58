/// The macros that look like methods of a list or a map.
enum Macro: Sendable {
    case all, exists, existsOne, filter, map
    case transformList, transformMap, transformMapEntry
    /// The list in the order of what each element gives.
    case sortBy
}

extension Macro {
    /// What a call like `range.exists(x, condition)` stands for, or `nil` when it is an ordinary call.
    static func expand(
        _ name: String, on range: Expr, _ arguments: [Expr]
    ) throws(CELError) -> Expr.Comprehension? {
        guard let form = forms["\(name)/\(arguments.count)"] else { return nil }
        var variables: [String] = []
        for argument in arguments.prefix(form.variables) {
            guard case .identifier(let variable, isAbsolute: false) = argument.kind else {
                throw CELError(.syntax, "the variable of \(name)() must be a simple name", at: argument.offset)
            }
            if variables.contains(variable) {
                throw CELError(.syntax, "the variables of \(name)() must differ", at: argument.offset)
            }
            variables.append(variable)
        }
        let rest = Array(arguments.dropFirst(form.variables))
        return Expr.Comprehension(
            macro: form.macro, range: range, variables: variables,
            condition: form.hasCondition ? rest.first : nil, result: form.hasResult ? rest.last : nil)
    }

    private struct Form {
        let macro: Macro
        let variables: Int
        var hasCondition = true
        var hasResult = false
    }

    /// By name and number of arguments.
    private static let forms: [String: Form] = [
        "all/2": Form(macro: .all, variables: 1),
        "all/3": Form(macro: .all, variables: 2),
        "exists/2": Form(macro: .exists, variables: 1),
        "exists/3": Form(macro: .exists, variables: 2),
        "exists_one/2": Form(macro: .existsOne, variables: 1),
        "exists_one/3": Form(macro: .existsOne, variables: 2),
        "existsOne/2": Form(macro: .existsOne, variables: 1),
        "existsOne/3": Form(macro: .existsOne, variables: 2),
        "filter/2": Form(macro: .filter, variables: 1),
        "map/2": Form(macro: .map, variables: 1, hasCondition: false, hasResult: true),
        "map/3": Form(macro: .map, variables: 1, hasResult: true),
        "sortBy/2": Form(macro: .sortBy, variables: 1, hasCondition: false, hasResult: true),
        "transformList/3": Form(macro: .transformList, variables: 2, hasCondition: false, hasResult: true),
        "transformList/4": Form(macro: .transformList, variables: 2, hasResult: true),
        "transformMap/3": Form(macro: .transformMap, variables: 2, hasCondition: false, hasResult: true),
        "transformMap/4": Form(macro: .transformMap, variables: 2, hasResult: true),
        "transformMapEntry/3": Form(macro: .transformMapEntry, variables: 2, hasCondition: false, hasResult: true),
        "transformMapEntry/4": Form(macro: .transformMapEntry, variables: 2, hasResult: true),
    ]

    /// Names offered when an unknown method is called.
    static let names = [
        "all", "exists", "exists_one", "filter", "map", "optFlatMap", "optMap", "or", "orValue", "sortBy",
        "transformList",
        "transformMap", "transformMapEntry",
    ]
}
