import JSON

extension FactSchema {
    /// The fact reference as JSON, for editors: `{"variables": {…}, "types": {"Dog": {"facts": {…}}}}`.
    public var json: String {
        let variables = variables.map { variable in
            (
                variable.name,
                JSONValue.ordered([("type", .string("\(variable.type)")), ("description", .string(variable.doc))])
            )
        }
        let types = tables.sorted { $0.typeName < $1.typeName }.map { table in
            let facts = table.declarations.map { fact in
                var entries: [(String, JSONValue)] = [
                    ("type", .string("\(fact.type)")), ("optional", .bool(fact.isOptional)),
                    ("description", .string(fact.doc)),
                ]
                if let needs = fact.needs { entries.append(("needs", .string(needs))) }
                return (fact.name, JSONValue.ordered(entries))
            }
            let entries: [(String, JSONValue)] = [("description", .string(table.doc)), ("facts", .ordered(facts))]
            return (table.typeName, JSONValue.ordered(entries))
        }
        return JSONValue.ordered([("variables", .ordered(variables)), ("types", .ordered(types))]).prettyASCII
    }
}
