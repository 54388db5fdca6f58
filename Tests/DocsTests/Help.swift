import TestSupport

/// What `--help` says about one command.
struct Help {
    /// `["runbook", "lint"]`
    let words: [String]
    let flags: Set<String>
    let subcommands: [String]

    var isGroup: Bool { !subcommands.isEmpty }

    /// The root and all commands below it.
    static func commands() throws -> [Help] {
        let shell = try Shell()
        defer { shell.remove() }
        var found: [Help] = []
        var waiting: [[String]] = [[]]
        while !waiting.isEmpty {
            let words = waiting.removeFirst()
            let help = Help(words, try shell.run((["nsdoctor"] + words + ["--help"]).joined(separator: " ")).output)
            found.append(help)
            waiting += help.subcommands.map { words + [$0] }
        }
        return found
    }

    init(_ words: [String], _ text: String) {
        var flags: Set<String> = []
        var subcommands: [String] = []
        var section = ""
        for line in text.split(separator: "\n") {
            if !line.hasPrefix(" ") {
                section = String(line)
            } else if line.hasPrefix("  "), !line.hasPrefix("   "), let word = line.split(separator: " ").first {
                if section == "SUBCOMMANDS:", word != "See" { subcommands.append(String(word)) }
                if section == "OPTIONS:" { flags.formUnion(Self.flags(in: line)) }
            }
        }
        self.words = words
        self.flags = flags
        self.subcommands = subcommands
    }

    /// `-o` and `--format` of `  -o, --format <format>   Format: …`: the words before the explanation.
    private static func flags(in line: Substring) -> [String] {
        let head = line.dropFirst(2).prefix(24)
        return head.split { $0 == " " || $0 == "," }.map(String.init).filter { $0.hasPrefix("-") }
    }
}
