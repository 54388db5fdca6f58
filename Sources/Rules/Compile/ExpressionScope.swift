import CEL

/// What an expression at some place of a check may use, and what is known to hold there.
struct ExpressionScope: Sendable {
    var environment: Environment
    var guards: [Guards] = []

    func adding(_ name: String, _ type: CELType) -> ExpressionScope {
        ExpressionScope(environment: environment.adding([name: type]), guards: guards)
    }

    func assuming(_ more: Guards...) -> ExpressionScope {
        ExpressionScope(environment: environment, guards: guards + more)
    }
}
