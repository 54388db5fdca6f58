import Foundation
import TestSupport
import Testing
@testable import nsdoctor

@Suite("The version, which Version.swift has,")
struct VersionTests {
    private static func run(_ command: String) throws -> String {
        let shell = try Shell()
        defer { shell.remove() }
        let outcome = try shell.run("cd '\(Repository.root.path)' && \(command)")
        try #require(outcome.status == 0, "\(command): \(outcome.errors)")
        return outcome.output
    }

    @Test("is the one that commands, archives, packages and manual pages get")
    func sameEverywhere() throws {
        let number = Version.number
        #expect(try Self.run("nsdoctor version; nsdoctor --version") == "nsdoctor \(number)\nnsdoctor \(number)\n")
        #expect(try Self.run("scripts/version") == "\(number)\n")
        #expect(try Self.run("SOURCE_DATE_EPOCH=0 scripts/debian-changelog 1").hasPrefix("nsdoctor (1) "))
        for page in Repository.manuals {
            let name = (page as NSString).lastPathComponent
            let built = try Self.run("d=$(mktemp -d); scripts/manual \"$d\"; cat \"$d/\(name)\"; rm -r \"$d\"")
            #expect(built.contains("\n.Os nsdoctor \(number)\n"), "\(page)")
            #expect(try Repository.lines(page).contains(".Os"), "\(page) has a version of its own")
        }
    }

    @Test("is that of the newest section of the changelog")
    func changelog() throws {
        let newest = try Repository.lines("CHANGELOG.md").first { $0.hasPrefix("## ") }
        #expect(newest?.hasPrefix("## [\(Version.number)] - ") == true)
    }

    @Test("is in snapshots and reports", .needsSandbox)
    func written() throws {
        let words = "nsdoctor snapshot {target} -o - && nsdoctor {target} --json"
        let output = try Self.run("nsdoctor lab run left-right -- sh -c '\(words)'")
        #expect(output.contains("\"tool\":\"\(Version.number)\""))
        let reported = output.firstMatch(of: /"tool": *\{[^}]*"version": *"(.*?)"/.dotMatchesNewlines())
        #expect(reported?.output.1 == Version.number[...])
    }

    @Test("is spelled in no other file that makes something")
    func nowhereElse() throws {
        let root = Repository.root.path
        var files = ["Makefile", "Package.swift", ".ci/run"]
        for folder in ["scripts", "packaging", "man", "Sources"] {
            let names = try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
            files += names.map { "\(folder)/\($0)" }
        }
        let own = try Regex("(?:^|[^0-9.])\(NSRegularExpression.escapedPattern(for: Version.number))(?!\\.?[0-9])")
        var looked = 0
        for file in files where file != "Sources/nsdoctor/Version.swift" {
            guard let text = try? Repository.text(file) else { continue }
            looked += 1
            #expect(text.firstMatch(of: own) == nil, "\(file)")
        }
        #expect(looked > 300)
    }
}
