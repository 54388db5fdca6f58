import Foundation
import TestSupport

/// The package's own source files, for tests that hold the house to its rules.
enum Sources {
    static let root = Repository.path("Sources")

    static var targets: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: root).sorted() }
    }

    /// Paths of the Swift files of targets, below Sources.
    static func files(in targets: [String]) throws -> [String] {
        try targets.flatMap { target in
            try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(target)").sorted()
                .filter { $0.hasSuffix(".swift") }.map { "\(target)/\($0)" }
        }
    }

    static func lines(of file: String) throws -> [String] {
        try String(contentsOfFile: "\(root)/\(file)", encoding: .utf8).components(separatedBy: "\n")
    }

    /// Lines without comments and without what stands in string literals: what the compiler reads as code.
    static func code(of file: String) throws -> [(number: Int, text: String)] {
        var inText = false
        return try lines(of: file).enumerated().compactMap { index, line in
            let toggles = line.components(separatedBy: "\"\"\"").count - 1
            defer { if toggles % 2 == 1 { inText.toggle() } }
            return inText ? nil : (index + 1, withoutLiterals(line))
        }
    }

    private static func withoutLiterals(_ line: String) -> String {
        var code = ""
        var inString = false
        var previous: Character = " "
        for character in line {
            if character == "\"", previous != "\\" { inString.toggle() }
            if !inString { code.append(character) }
            if !inString, code.hasSuffix("//") { return String(code.dropLast(2)) }
            previous = previous == "\\" ? " " : character
        }
        return code
    }
}
