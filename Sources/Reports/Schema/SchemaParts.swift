import JSON

/// The few words of JSON Schema draft-07 that the contract needs.
enum SchemaParts {
    /// An object with just these members. All are required but the optional ones.
    static func object(_ members: [String: JSONValue], optional: Set<String> = [], _ about: String? = nil) -> JSONValue
    {
        let required = members.keys.filter { !optional.contains($0) }.sorted()
        var schema: [String: JSONValue] = [
            "type": "object", "properties": .object(members), "required": JSONValue(required),
            "additionalProperties": false,
        ]
        if let about { schema["description"] = .string(about) }
        return .object(schema)
    }

    static func array(of items: JSONValue) -> JSONValue { ["type": "array", "items": items] }

    static func oneOf(_ words: [String]) -> JSONValue { ["type": "string", "enum": JSONValue(words)] }

    /// A closed set, so that readers may switch over it, with what each word means.
    static func oneOf(_ words: [(word: String, about: String)]) -> JSONValue {
        [
            "type": "string", "enum": JSONValue(words.map(\.word)),
            "description": .string(words.map { "\($0.word): \($0.about)" }.joined(separator: "; ")),
        ]
    }

    /// A definition, or null.
    static func orNull(_ schema: JSONValue) -> JSONValue { ["anyOf": [schema, ["type": "null"]]] }

    static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/definitions/\(name)")] }

    static func text(_ about: String) -> JSONValue { ["type": "string", "description": .string(about)] }

    static let string: JSONValue = ["type": "string"]
    static let stringOrNull: JSONValue = ["type": ["string", "null"]]
    static let strings = array(of: string)
    static let count: JSONValue = ["type": "integer", "minimum": 0]
    static let countOrNull: JSONValue = ["type": ["integer", "null"], "minimum": 0]
    static let integerOrNull: JSONValue = ["type": ["integer", "null"]]
    static let flag: JSONValue = ["type": "boolean"]
}
