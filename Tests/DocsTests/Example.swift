import Foundation
import TestSupport

/// A command of nsdoctor that the documentation shows.
///
/// Anything that begins with `nsdoctor` (after `$`, `#` or `sudo`) is one: a line of a fenced block, an inline code
/// span, a `.Dl` line or a line of a `.Bd -literal` block. It must be a command that runs: 4321 stands for a process, red and
/// blue for namespaces, incident.json for a snapshot, site.yaml and overrides.yaml for the files that nsdoctor-runbook(5) shows.
struct Example: Hashable, CustomStringConvertible {
    let page: String
    let line: Int
    let command: String

    var description: String { "\(page):\(line): \(command)" }

    static func all() throws -> [Example] {
        try ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"].flatMap(inMarkdown)
            + Repository.manuals.flatMap(inManual)
    }

    private static func inMarkdown(_ page: String) throws -> [Example] {
        var fence: Substring?
        return try Repository.lines(page).enumerated().flatMap { index, line -> [Example] in
            if line.hasPrefix("```") {
                fence = fence == nil ? line.dropFirst(3) : nil
                return []
            }
            let candidates = fence.map { $0 == "sh" || $0 == "console" ? [line] : [] } ?? codeSpans(line)
            return candidates.compactMap(command).map { Example(page: page, line: index + 1, command: $0) }
        }
    }

    private static func inManual(_ page: String) throws -> [Example] {
        var isLiteral = false
        return try Repository.lines(page).enumerated().compactMap { index, line in
            if line.hasPrefix(".Bd -literal") { isLiteral = true }
            if line.hasPrefix(".Ed") { isLiteral = false }
            let text = line.hasPrefix(".Dl ") ? String(line.dropFirst(4)) : isLiteral ? line : ""
            return command(unescaped(text)).map { Example(page: page, line: index + 1, command: $0) }
        }
    }

    static func codeSpans(_ line: String) -> [String] {
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .compactMap { $0.offset % 2 == 1 ? String($0.element) : nil }
    }

    /// roff's spelling of characters that mean something to it.
    static func unescaped(_ text: String) -> String {
        [("\\(aq", "'"), ("\\(dq", "\""), ("\\-", "-"), ("\\&", ""), ("\\e", "\\")].reduce(text) {
            $0.replacingOccurrences(of: $1.0, with: $1.1)
        }
    }

    private static func command(_ line: String) -> String? {
        var text = line[...]
        for prefix in ["$ ", "# ", "sudo "] where text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
        guard text.hasPrefix("nsdoctor ") else { return nil }
        // A comment behind the command.
        if let comment = text.range(of: "   #") { text = text[..<comment.lowerBound] }
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}

extension Example {
    /// What the shell is given: labs as they are, everything else inside one, where the words of the convention exist.
    var script: String {
        // These make labs of their own; a sandbox cannot hold another.
        if command.hasPrefix("nsdoctor lab ") || command.hasPrefix("nsdoctor runbook ") { return command }
        let filled = command.replacingOccurrences(of: "4026532741", with: "$inode").replacingOccurrences(
            of: "4321", with: "$pid")
        let script = """
            pid={pid:blue-web}
            inode=$(readlink /proc/$pid/ns/net | tr -dc 0-9)
            nsdoctor snapshot pid $pid -o incident.json && \(filled)
            """
        return "nsdoctor lab run red-blue -- sh -c '" + script.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }

    /// A report may say anything, but the words must be understood, and what is no report must succeed. Nothing in a lab
    /// looks like a runtime's container, or runs a unit.
    var allowed: ClosedRange<Int32> {
        switch command.split(separator: " ").dropFirst().first {
        case "container", "pod", "unit", "vm": 66...66
        // The lab has one process by the numbers of the examples.
        case "compare" where command.contains("5678"): 66...66
        case "pid", "diff", "compare", "netns", "iface", "node", "checklist", "capture", "watch", "probe", "lab": 0...3
        default: 0...0
        }
    }
}
