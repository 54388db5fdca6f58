import Comparison
import JSON

/// The JSON Schema of `nsdoctor.diff/1` and `nsdoctor.compare/1`, which differ in nothing but their name.
public enum DifferenceSchema {
    /// As a file.
    public static var text: String { value.pretty }

    /// As a value.
    public static var value: JSONValue {
        guard case .object(var schema) = root else { return root }
        schema["$schema"] = "http://json-schema.org/draft-07/schema#"
        schema["title"] = "nsdoctor diff and compare"
        return .object(schema)
    }

    private typealias S = SchemaParts

    private static var root: JSONValue {
        S.object([
            "schema": S.oneOf(DifferenceDocument.Kind.allCases.map(\.schema)),
            "tool": S.object(["name": ["const": "nsdoctor"], "version": S.string]),
            "outcome": S.oneOf([
                ("equal", "both have seen the same, and nothing differs"), ("differs", "something does"),
                ("unknown", "nothing differs of what both have seen"),
            ]),
            "first": side, "second": side, "changes": S.array(of: change), "unseen": S.array(of: unseen),
        ])
    }

    private static var side: JSONValue {
        S.object([
            "name": S.text("The file, now, or the target"), "host": S.string, "started_at": S.text("RFC 3339, UTC"),
            "target": S.string,
        ])
    }

    private static var change: JSONValue {
        S.object([
            "place": S.text("The namespace, or the target"), "first_netns": S.countOrNull,
            "second_netns": S.countOrNull,
            "topic": S.oneOf(Topic.allCases.map(\.rawValue)),
            "change": S.oneOf([
                ("added", "only the second has it"), ("removed", "only the first has it"),
                ("changed", "both have it, in different ways"), ("moved", "it stands elsewhere"),
            ]),
            "name": S.text("The object; of a rule its chain"), "text": S.stringOrNull, "position": S.countOrNull,
            "explains": S.stringOrNull,
            "attributes": S.array(
                of: S.object(["name": S.string, "first": S.stringOrNull, "second": S.stringOrNull])),
        ])
    }

    private static var unseen: JSONValue {
        S.object(
            [
                "place": S.string, "topic": S.oneOf(Topic.allCases.map(\.rawValue)), "names": S.strings,
                "by": S.oneOf(["first", "second"]), "reason": S.string,
            ], "What one of both has not looked at")
    }
}
