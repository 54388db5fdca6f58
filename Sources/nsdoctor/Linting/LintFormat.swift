import ArgumentParser
import JSON
import YAML

/// How mistakes in runbooks are printed.
enum LintFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, sarif

    func render(_ problems: [Problem]) -> String {
        switch self {
        case .text: problems.map { "\($0.rendered)\n" }.joined()
        case .json: JSONValue.array(problems.map(\.json)).pretty
        case .sarif: SARIF.log(problems).pretty
        }
    }
}

extension Problem {
    fileprivate var json: JSONValue {
        .ordered([
            ("file", .string(file)), ("line", .int(line)), ("column", .int(column)),
            ("severity", .string(severity.rawValue)), ("message", .string(message)), ("hint", JSONValue(hint)),
        ])
    }
}
