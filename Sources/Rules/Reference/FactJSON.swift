extension FactSchema {
    /// The fact reference as JSON, for editors: `{"variables": {…}, "types": {"Dog": {"facts": {…}}}}`.
    public var json: String {
        let variables = variables.map { variable in
            (
                variable.name,
                JSONText.object([("type", .string("\(variable.type)")), ("description", .string(variable.doc))])
            )
        }
        let types = tables.sorted { $0.typeName < $1.typeName }.map { table in
            let facts = table.declarations.map { fact in
                var entries: [(String, JSONText)] = [
                    ("type", .string("\(fact.type)")), ("optional", .bool(fact.isOptional)),
                    ("description", .string(fact.doc)),
                ]
                if let needs = fact.needs { entries.append(("needs", .string(needs))) }
                return (fact.name, JSONText.object(entries))
            }
            let entries: [(String, JSONText)] = [("description", .string(table.doc)), ("facts", .object(facts))]
            return (table.typeName, JSONText.object(entries))
        }
        return JSONText.object([("variables", .object(variables)), ("types", .object(types))]).written() + "\n"
    }
}
