import CEL

extension FactSchema {
    /// The fact reference as a Markdown page.
    public func markdown(title: String = "Facts") -> String {
        var page = "# \(title)\n\n## Variables\n\n| name | type | meaning |\n|---|---|---|\n"
        for variable in variables {
            page += "| `\(variable.name)` | \(Self.link(variable.type)) | \(Self.cell(variable.doc)) |\n"
        }
        for table in tables.sorted(by: { $0.typeName < $1.typeName }) {
            page += "\n## \(table.typeName)\n\n\(table.doc)\n\n| fact | type | meaning |\n|---|---|---|\n"
            for fact in table.declarations {
                let optional = fact.isOptional ? "May be absent: ask `has()`. " : ""
                let needs = fact.needs.map { " Needs \($0)." } ?? ""
                page += "| `\(fact.name)` | \(Self.link(fact.type)) | \(optional)\(Self.cell(fact.doc + needs)) |\n"
            }
        }
        return page
    }

    /// The names that may follow `prefix`, for completion: `links` or, after `pod.`, its facts.
    ///
    /// - Parameter scope: variables besides the schema's own, such as those of a check's `for_each`.
    public func completions(after prefix: String, scope: [String: CELType] = [:]) -> [String] {
        var parts = prefix.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let last = parts.popLast() ?? ""
        guard let first = parts.first else {
            return (variables.map(\.name) + scope.keys).filter { $0.hasPrefix(last) }.sorted()
        }
        var type = scope[first] ?? variables.first { $0.name == first }?.type
        for part in parts.dropFirst() {
            type = facts(of: type).first { $0.name == part }?.type
        }
        let stem = parts.joined(separator: ".")
        return facts(of: type).map(\.name).filter { $0.hasPrefix(last) }.sorted().map { "\(stem).\($0)" }
    }

    private func facts(of type: CELType?) -> [FactDeclaration] {
        guard case .object(let name)? = type else { return [] }
        return table(name)?.declarations ?? []
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
            .split(separator: "\n").joined(separator: " ")
    }

    private static func link(_ type: CELType) -> String {
        switch type {
        case .object(let name): "[\(name)](#\(name.lowercased()))"
        case .list(let element): "list of \(link(element))"
        case .map(let key, let value): "map from \(link(key)) to \(link(value))"
        default: type.name
        }
    }
}
