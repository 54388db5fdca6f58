import Foundation
import TestSupport
import Testing

/// Reports of the command itself, in every format.
@Suite struct CommandFormatTests {
    @Test(.needsSandbox, arguments: [nil, "ip-forward-off"])
    func allTellTheSameAsTheStatus(fault: String?) async throws {
        let counts = try await Script("formats.py", lab: "red-blue", fault: fault).check()
        print("formats: \(counts)")
        #expect(counts["reports", default: 0] >= 120)
        #expect(counts["pipes", default: 0] == 7)
    }

    /// What the schema of SARIF 2.1.0 requires, and what GitHub does: a place in a file for each.
    @Test(.enabled(if: Python.hasJSONSchema, "python3 has no module jsonschema"))
    func lintSpeaksSARIF() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nsdoctor-lint-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = "api_version: nsdoctor/v1\nkind: Runbook\nmetadata: {id: x, titel: \"a \u{1b}[2J\"}\nchecks: []\n"
        let file = folder.appending(path: "a b<%41>\u{e9}.yaml")
        try Data(text.utf8).write(to: file)
        let words = ["runbook", "lint", file.path, "-o"]
        let outcomes = try ["text", "json", "sarif"].map { try Command.nsdoctor(words + [$0]) }
        #expect(outcomes.allSatisfy { $0.status == 65 })
        let script = """
            import json, sys, urllib.parse, jsonschema
            path, lines, plain, log = json.load(open(sys.argv[1], encoding="utf-8"))
            plain, log = json.loads(plain), json.loads(log)
            text = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
            place = {"type": "object", "required": ["physicalLocation"], "properties": {"physicalLocation": {"type": "object",
                "required": ["artifactLocation", "region"], "properties": {
                    "artifactLocation": {"type": "object", "required": ["uri"], "properties": {"uri": {"type": "string", "pattern": "^[-A-Za-z0-9/._~%:]+$"}}},
                    "region": {"type": "object", "required": ["startLine", "startColumn"], "properties": {
                        "startLine": {"type": "integer", "minimum": 1}, "startColumn": {"type": "integer", "minimum": 1}}}}}}}
            rule = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "shortDescription": text}}
            result = {"type": "object", "required": ["message", "locations", "ruleId"], "properties": {"message": text,
                "level": {"enum": ["none", "note", "warning", "error"]}, "ruleIndex": {"type": "integer", "minimum": 0},
                "locations": {"type": "array", "minItems": 1, "items": place}}}
            driver = {"type": "object", "required": ["name", "rules"], "properties": {"name": {"const": "nsdoctor"}, "rules": {"type": "array", "items": rule}}}
            run = {"type": "object", "required": ["tool", "results"], "properties": {"tool": {"type": "object", "required": ["driver"],
                "properties": {"driver": driver}}, "results": {"type": "array", "items": result}, "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]}}}
            jsonschema.validate(log, {"type": "object", "required": ["version", "runs", "$schema"], "properties": {"version": {"const": "2.1.0"},
                "$schema": {"pattern": "sarif-2.1.0"}, "runs": {"type": "array", "items": run}}})
            [only] = log["runs"]
            rules = only["tool"]["driver"]["rules"]
            # A line, the source and a caret each.
            heads = lines.splitlines()[::3]
            for problem, found, line in zip(plain, only["results"], heads, strict=True):
                where = found["locations"][0]["physicalLocation"]
                region = where["region"]
                if urllib.parse.unquote(where["artifactLocation"]["uri"]) != "file://" + path: print(where)
                if rules[found["ruleIndex"]]["id"] != found["ruleId"]: print(found)
                if (region["startLine"], region["startColumn"]) != (problem["line"], problem["column"]): print(found, problem)
                if f":{problem['line']}:{problem['column']}: {problem['severity']}: " not in line: print(line, problem)
                if problem["file"] != path or not found["message"]["text"].startswith(problem["message"]): print(found, problem)
            if not plain: print("nothing was found")
            """
        let said = [file.path] + outcomes.map(\.output)
        let input = String(decoding: try JSONEncoder().encode(said), as: UTF8.self)
        let trouble = try Python.run(script, input: input)
        #expect(trouble == "", "\(trouble)")
    }

    /// Nothing to say is said in the format's own way.
    @Test func lintOfWhatIsRightIsEmpty() throws {
        #expect(try Command.nsdoctor(["runbook", "lint", "-o", "json"]).output == "[]\n")
        let log = try Command.nsdoctor(["runbook", "lint", "-o", "sarif"])
        #expect(log.status == 0 && log.output.contains("\"results\": []"))
    }
}
