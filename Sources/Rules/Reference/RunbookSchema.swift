import CEL
import JSON

/// JSON Schemas (draft-07, the newest that yaml-language-server reads) for the files of the runbook language.
public enum RunbookSchema {
    /// The schema of runbook files; the description of expressions names the variables of `facts`.
    public static func runbook(facts: FactSchema? = nil) -> String {
        document(.runbook, title: "nsdoctor runbook", facts)
    }

    /// The schema of override files.
    public static func overrides(facts: FactSchema? = nil) -> String {
        document(.overrides, title: "nsdoctor runbook overrides", facts)
    }

    private static func document(_ format: FileFormat, title: String, _ facts: FactSchema?) -> String {
        var entries: [(String, JSONValue)] = [
            ("$schema", .string("http://json-schema.org/draft-07/schema#")), ("title", .string(title)),
        ]
        entries += object(format)
        entries.append(("definitions", .ordered(definitions(facts))))
        return JSONValue.ordered(entries).prettyASCII
    }

    private static func object(_ format: FileFormat) -> [(String, JSONValue)] {
        let required = format.keys.filter(\.isRequired).map { JSONValue.string($0.name) }
        let properties = format.keys.map { key in
            var entries = [("description", JSONValue.string(key.doc))]
            // A sibling of $ref is ignored in draft-07, so the reference goes one level down.
            let shape = self.shape(key.shape)
            entries += shape.first?.0 == "$ref" ? [("allOf", .array([.ordered(shape)]))] : shape
            return (key.name, JSONValue.ordered(entries))
        }
        return [
            ("type", .string("object")), ("additionalProperties", .bool(false)), ("required", .array(required)),
            ("properties", .ordered(properties)),
        ]
    }

    private static func shape(_ shape: FileFormat.Shape) -> [(String, JSONValue)] {
        switch shape {
        case .text: [("type", .string("string")), ("minLength", .int(1))]
        case .id: [("$ref", .string("#/definitions/id"))]
        case .expression: [("$ref", .string("#/definitions/expression"))]
        case .template: [("$ref", .string("#/definitions/template"))]
        case .command: [("$ref", .string("#/definitions/command"))]
        case .integer: [("type", .string("integer")), ("minimum", .int(0))]
        case .value: [("type", .array(["integer", "number", "boolean", "string"].map(JSONValue.string)))]
        case .choice(let words): [("enum", .array(words.map(JSONValue.string)))]
        case .constant(let word): [("const", .string(word))]
        case .list(let element): [("type", .string("array")), ("items", .ordered(self.shape(element)))]
        case .named(let value):
            [("type", .string("object")), ("additionalProperties", .ordered(self.shape(value)))]
        case .mapping(let format): object(format)
        }
    }

    private static func definitions(_ facts: FactSchema?) -> [(String, JSONValue)] {
        let variables = facts.map { " Variables: \($0.variables.map(\.name).joined(separator: ", "))." } ?? ""
        return [
            (
                "id",
                .ordered([("type", .string("string")), ("pattern", .string("^[a-z][a-z0-9-]{0,63}$"))])
            ),
            // `condition: true` is an expression as well.
            ("expression", definition(["string", "boolean", "integer"], "A CEL expression.\(variables)")),
            (
                "template",
                definition(["string", "integer"], "Text with CEL expressions in {…}; {{ and }} are single braces.")
            ),
            (
                "command",
                definition(
                    ["string"],
                    "A command with CEL expressions in {…}, quoted for the shell. {@namespace} enters a namespace.")
            ),
        ]
    }

    private static func definition(_ types: [String], _ doc: String) -> JSONValue {
        .ordered([("description", .string(doc)), ("type", .array(types.map(JSONValue.string)))])
    }
}
