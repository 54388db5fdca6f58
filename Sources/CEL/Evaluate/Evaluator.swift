/// Computes the value of a checked expression by walking it.
///
/// An unknown is a value here; an error is thrown. Where the language lets one operand make up
/// for the failure of another, the failure is kept until all operands have been seen.
struct Evaluator {
    let variables: [CELValue?]
    var locals: [CELValue] = []
    var budget: Budget
    var trace: Trace.Recorder?

    init(variables: [CELValue?], budget: Budget, trace: Trace.Recorder? = nil) {
        self.variables = variables
        self.budget = budget
        self.trace = trace
    }

    mutating func evaluate(_ node: Node) throws(CELError) -> CELValue {
        guard budget.spend(1) else { return .unknown(.budget) }
        guard trace == nil else { return try evaluateTraced(node) }
        return try compute(node)
    }

    // The methods below are kept out of line: their locals would otherwise all be part of every
    // frame of the recursion.

    mutating func compute(_ node: Node) throws(CELError) -> CELValue {
        switch node.operation {
        case .constant(let value): return value
        case .variable(let slot, let name): return try variable(slot, name, node)
        case .local(let local): return locals[local.level]
        case .field(let operand, let field): return try self.field(field, of: evaluate(operand), node)
        case .has(let operand, let field): return try has(field, in: evaluate(operand), node)
        case .index(let operand, let index): return try self.index(operand, index, node)
        case .call(let name, let overloads, let arguments): return try call(name, overloads, arguments, node)
        case .unary(let sign, let operand): return try unary(sign, evaluate(operand), node)
        case .binary(let sign, let left, let right): return try binary(sign, left, right, node)
        case .and(let operands): return try row(operands, of: "&&", decidedBy: false)
        case .or(let operands): return try row(operands, of: "||", decidedBy: true)
        case .conditional(let condition, let left, let right): return try conditional(condition, left, right)
        case .list(let elements): return try list(elements)
        case .map(let entries): return try map(entries)
        case .comprehension(let comprehension): return try self.comprehension(comprehension, node)
        case .bind(let value, let body): return try bind(value, body)
        case .optional(let form): return try optional(form, node)
        case .failure(let error): throw error
        }
    }

    /// The value of `node`, or null after noting the first failure.
    mutating func value(of node: Node, _ failure: inout CELError?) -> CELValue {
        do {
            return try evaluate(node)
        } catch {
            failure = failure ?? error
            return .null
        }
    }

    @inline(never)
    private func variable(_ slot: Int, _ name: String, _ node: Node) throws(CELError) -> CELValue {
        guard slot < variables.count, let value = variables[slot] else {
            throw CELError(.undeclared, "'\(name)' was given no value", at: node.offset)
        }
        if case .deferred(let late) = value { return late.value }
        return value
    }

    @inline(never)
    private mutating func row(
        _ operands: [Node], of sign: String, decidedBy decisive: Bool
    ) throws(CELError) -> CELValue {
        var aggregate = Aggregate(decisive)
        for operand in operands {
            var failure: CELError?
            let value = value(of: operand, &failure)
            if aggregate.take(value, failure, of: sign, at: operand.span.lowerBound) { break }
        }
        return try aggregate.result()
    }

    @inline(never)
    private mutating func conditional(_ condition: Node, _ left: Node, _ right: Node) throws(CELError) -> CELValue {
        switch try evaluate(condition) {
        case .bool(true): return try evaluate(left)
        case .bool(false): return try evaluate(right)
        case .unknown(let reason): return .unknown(reason)
        case let value: throw CELError.noOverload("?:", [value.type.name]).at(condition.offset)
        }
    }

    @inline(never)
    private mutating func bind(_ value: Node, _ body: Node) throws(CELError) -> CELValue {
        locals.append(try evaluate(value))
        defer { locals.removeLast() }
        return try evaluate(body)
    }
}
