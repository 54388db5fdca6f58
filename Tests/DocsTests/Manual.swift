import Foundation
import TestSupport

/// What the man pages say, as far as tests compare it.
enum Manual {
    /// `.It Cm runbook lint Op Ar file ...` in the list of commands: the words in `Cm`.
    static func commands() throws -> Set<[String]> {
        Set(
            try items("man/nsdoctor.1").compactMap { macros in
                guard macros.first == "Cm" else { return nil }
                return macros.dropFirst().prefix { $0.first?.isLowercase ?? false }.map { $0 }
            })
    }

    /// `.It Fl o Ar format , Fl Fl format Ar format`: `-o` and `--format`.
    static func flags() throws -> Set<String> {
        var flags: Set<String> = []
        for macros in try items("man/nsdoctor.1") where macros.first == "Fl" {
            for (index, word) in macros.enumerated() where index > 0 && macros[index - 1] == "Fl" && word != "Fl" {
                flags.insert((index > 1 && macros[index - 2] == "Fl" ? "--" : "-") + word)
            }
        }
        return flags
    }

    /// The keys that nsdoctor-runbook(5) lists: `.It Cm for_each`.
    static func keys() throws -> Set<String> {
        Set(try items("man/nsdoctor-runbook.5").compactMap { $0.first == "Cm" ? $0.dropFirst().first : nil })
    }

    /// The runbook that nsdoctor-runbook(5) shows as an example.
    static func exampleRunbook() throws -> String { try example("Runbook") }

    /// The override file that it shows.
    static func exampleOverrides() throws -> String { try example("Overrides") }

    private static func example(_ kind: String) throws -> String {
        let lines = try Repository.lines("man/nsdoctor-runbook.5")
        let head = lines.firstIndex(of: "kind: \(kind)").map { $0 - 1 } ?? lines.endIndex
        return lines[head...].prefix { $0 != ".Ed" }.map { Example.unescaped($0) + "\n" }.joined()
    }

    private static func items(_ page: String) throws -> [[String]] {
        try Repository.lines(page).filter { $0.hasPrefix(".It ") }
            .map { $0.dropFirst(4).split(separator: " ").map(String.init) }
    }
}
