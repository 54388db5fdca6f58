import Diagnosis
import JSON
import TestSupport
import Testing

@testable import Reports

@Suite struct SchemaTests {
    @Test func goldenJSON() throws {
        for (name, report) in SampleReports.all {
            try GoldenFiles.check(report.json.pretty, "fixtures/reports/json/\(name).json")
        }
        try GoldenFiles.check(ReportSchema.text, "fixtures/reports/report.schema.json")
    }

    @Test(.enabled(if: Python.hasJSONSchema, "python3 has no module jsonschema"))
    func pythonAcceptsEveryReportAndRefusesForeignOnes() throws {
        let documents = JSONValue.object([
            "schema": ReportSchema.value, "good": .array(SampleReports.all.map(\.report.json)),
        ])
        let script = """
            import copy, json, sys, jsonschema
            doc = json.load(open(sys.argv[1], encoding="utf-8"))
            judge = jsonschema.Draft7Validator(doc["schema"])
            jsonschema.Draft7Validator.check_schema(doc["schema"])
            for report in doc["good"]:
                for error in judge.iter_errors(report): print("refused", list(error.path), error.message[:200])
            def broken(change):
                bad = copy.deepcopy(doc["good"][1]); change(bad)
                return list(judge.iter_errors(bad))
            def drop(r): del r["findings"][0]["fix"]
            def grade(r): r["verdict"] = "fatal"
            def extra(r): r["topology"]["links"][0]["surprise"] = 1
            def state(r): r["checks"][0]["state"] = "green"
            def known(r): r["topology"]["edges"][0]["known"] = "guessed"
            def null(r): r["target"] = None
            def stage(r): r["paths"][0]["forward"]["hops"][0]["stage"] = "forwarding"
            for change in (drop, grade, extra, state, known, null, stage):
                if not broken(change): print("accepted", change.__name__)
            """
        #expect(try Python.run(script, input: documents.compact) == "")
    }

    /// Without python: every key that any report writes is named in the schema at its place, and every key that the
    /// schema requires is written.
    @Test func everyKeyIsInTheSchema() throws {
        for (name, report) in SampleReports.all {
            #expect(Self.mismatches(report.json, ReportSchema.value, at: name).isEmpty)
        }
    }

    private static func mismatches(_ value: JSONValue, _ schema: JSONValue, at path: String) -> [String] {
        guard case .object(let rules) = resolved(schema) else { return ["\(path): no schema"] }
        if case .array(let choices)? = rules["anyOf"], let first = choices.first {
            return value == .null ? [] : mismatches(value, first, at: path)
        }
        switch value {
        case .object(let members):
            guard case .object(let properties)? = rules["properties"], case .array(let required)? = rules["required"]
            else {
                return ["\(path): no properties"]
            }
            let missing = required.filter { if case .string(let key) = $0 { members[key] == nil } else { true } }
            return missing.map { "\(path): \($0) is missing" }
                + members.flatMap { key, member in
                    properties[key].map { mismatches(member, $0, at: "\(path).\(key)") } ?? [
                        "\(path).\(key) is unknown"
                    ]
                }
        case .array(let values):
            guard let items = rules["items"] else { return ["\(path): no items"] }
            return values.flatMap { mismatches($0, items, at: "\(path)[]") }
        default: return []
        }
    }

    private static func resolved(_ schema: JSONValue) -> JSONValue {
        guard case .object(let rules) = schema, case .string(let name)? = rules["$ref"],
            case .object(let root) = ReportSchema.value, case .object(let definitions)? = root["definitions"]
        else { return schema }
        return definitions[String(name.split(separator: "/").last ?? "")] ?? .null
    }
}
