import Foundation

/// python3 as an independent judge of what we write.
public enum Python {
    public static let isThere = (try? run("")) == ""
    public static let hasYAML = (try? run("import yaml")) == ""
    public static let hasPrometheus = (try? run("import prometheus_client.parser")) == ""
    public static let hasJSONSchema = (try? run("import jsonschema, jsonschema.validators")) == ""

    /// Runs a script with `input` in the file sys.argv[1]; returns what it printed, errors behind the output.
    public static func run(_ script: String, input: String = "") throws -> String {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "input")
            try input.write(to: file, atomically: false, encoding: .utf8)
            let outcome = try Command.run([Command.python, "-c", script, file.path])
            return outcome.output + outcome.errors
        }
    }
}
