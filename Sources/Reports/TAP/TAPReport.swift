import TerminalText

/// The Test Anything Protocol. What nobody could judge is `not ok`, and no TODO, which would count as a success. The version
/// is 13: nothing of 14 is needed, and many a `prove` refuses what it does not know.
public enum TAPReport {
    public static func render(_ told: Told) -> String {
        let cases = Case.all(told)
        var lines = ["TAP version 13", "1..\(cases.count)"]
        for (index, made) in cases.enumerated() { lines += of(made, index + 1) }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func of(_ made: Case, _ number: Int) -> [String] {
        let name = [made.id, made.title].filter { !$0.isEmpty }.joined(separator: ": ")
        let line = "\(number) - \(TAPEscape.description("\(made.suite)/\(name)"))"
        switch made.state {
        case .passed: return ["ok \(line)"] + (made.message == nil ? [] : diagnostic(made))
        case .skipped: return ["ok \(line) # SKIP \(TAPEscape.description(made.message ?? "does not apply"))"]
        case .failed, .unknown: return ["not ok \(line)"] + diagnostic(made)
        }
    }

    /// A block of YAML, indented by two.
    private static func diagnostic(_ made: Case) -> [String] {
        var lines = ["---", "severity: \(made.grade)"]
        if let message = made.message { lines.append("message: \(TAPEscape.quoted(message))") }
        // A literal block, as perl's reader takes no list of quoted lines with colons in them. Ours begin with a word.
        if !made.details.isEmpty { lines += ["details: |"] + made.details.map { "  \(Escape.text($0))" } }
        return (lines + ["..."]).map { "  " + $0 }
    }
}

enum TAPEscape {
    /// Behind the number: a `#` would begin a directive. A backslash of the data stands doubled in it already.
    static func description(_ text: String) -> String { replacing("#", in: Escape.text(text)) }

    /// A double-quoted scalar of YAML.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in Escape.text(text).unicodeScalars {
            if scalar == "\"" || scalar == "\\" { out += "\\" }
            out.unicodeScalars.append(scalar)
        }
        return out + "\""
    }

    private static func replacing(_ mark: Unicode.Scalar, in text: String) -> String {
        text.unicodeScalars.reduce(into: "") { out, scalar in
            if scalar == mark { out += "\\" }
            out.unicodeScalars.append(scalar)
        }
    }
}
