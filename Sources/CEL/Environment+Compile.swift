extension Environment {
    /// Turns the text of an expression into something that can be evaluated.
    ///
    /// - Parameters:
    ///   - expecting: the type that the expression must have.
    ///   - assuming: what holds already wherever the expression is evaluated, see ``Program/guards``.
    public func compile(
        _ source: String, expecting: CELType? = nil, mode: CheckingMode = .checked, assuming: [Guards] = []
    ) throws(CELError) -> Program {
        let text = SourceText(source)
        do {
            let tree = try Parser.parse(text)
            var checker = Checker(environment: self, mode: mode, assuming: assuming)
            let root = try checker.check(tree)
            try checker.require(root, toBe: expecting)
            return Program(
                source: text, root: root, variables: checker.usedVariables, oldNames: checker.oldNames)
        } catch {
            throw error.located(in: text)
        }
    }
}
