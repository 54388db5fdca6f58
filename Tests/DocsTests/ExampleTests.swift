import Foundation
import TestSupport
import Testing

@Suite("Commands in the documentation", .needsSandbox)
struct ExampleTests {
    @Test("runs", arguments: try Example.all())
    func runs(_ example: Example) throws {
        let shell = try Shell()
        defer { shell.remove() }
        try Data(try Manual.exampleRunbook().utf8).write(to: shell.folder.appendingPathComponent("site.yaml"))
        try Data(try Manual.exampleOverrides().utf8).write(to: shell.folder.appendingPathComponent("overrides.yaml"))
        let outcome = try shell.run(example.script)
        #expect(example.allowed.contains(outcome.status), "exit status \(outcome.status): \(outcome.errors)")
    }

    @Test("The pages have examples of every command")
    func everyCommandHasAnExample() throws {
        let shown = try Example.all().map(\.command)
        for command in try Help.commands() where !command.isGroup {
            let words = (["nsdoctor"] + command.words).joined(separator: " ")
            #expect(shown.contains { $0 == words || $0.hasPrefix(words + " ") }, "no example of \(words)")
        }
    }
}

@Suite("Outputs in the documentation", .needsSandbox)
struct OutputTests {
    @Test("are what the commands print", arguments: ["README.md", "CONTRIBUTING.md"])
    func areReal(_ page: String) throws {
        var lines = try Repository.lines(page)
        // From the end, so that places stay true while outputs are replaced.
        for session in Session.all(in: lines).reversed() {
            let shell = try Shell()
            defer { shell.remove() }
            let outcome = try shell.run(session.command)
            let printed = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                .dropLast()
            if Repository.isUpdating {
                lines.replaceSubrange(session.output, with: printed)
            } else {
                let shown = lines[session.output].joined(separator: "\n")
                #expect(
                    Steady.text(shown) == Steady.text(printed.joined(separator: "\n")), "\(page): \(session.command)")
            }
            for line in printed { #expect(line.count <= 80, "wider than a terminal: \(line)") }
        }
        if Repository.isUpdating { try Repository.write(lines.joined(separator: "\n"), page) }
    }
}

/// A `$ command` with the lines below it, in a ```console block.
private struct Session {
    let command: String
    let output: Range<Int>

    static func all(in lines: [String]) -> [Session] {
        var sessions: [Session] = []
        var start: (command: String, line: Int)?
        var isInside = false
        func close(at line: Int) {
            if let start { sessions.append(Session(command: start.command, output: start.line + 1..<line)) }
            start = nil
        }
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("```") {
                close(at: index)
                isInside = line == "```console"
            } else if isInside, line.hasPrefix("$ ") {
                close(at: index)
                start = (String(line.dropFirst(2)), index)
            }
        }
        return sessions
    }
}

/// A report without what differs from run to run: inodes, process numbers, link-local addresses made of random hardware
/// addresses, how many routes and neighbours there were by then, the layout that follows from their lengths, and the
/// order of paragraphs, which may be that of inodes.
private enum Steady {
    static func text(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).split { $0.isEmpty }
            .map { paragraph($0.joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")) }
            .sorted().joined(separator: "\n")
    }

    private static func paragraph(_ words: String) -> String {
        words.replacing(/fe80::[0-9a-f:]+\/64 ?/, with: "")
            .replacing(/\b4[0-9]{9}\b/, with: "INODE")
            .replacing(/pid [0-9]+/, with: "pid PID")
            .replacing(/\([0-9]+\)/, with: "(PID)")
            .replacing(/[0-9]+ (addresses|routes|neighbours?)/) { "N \($0.output.1)" }
    }
}
