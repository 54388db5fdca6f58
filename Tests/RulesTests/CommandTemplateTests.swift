import YAML
import CEL
import Foundation
import TerminalText
import Testing

@testable import Rules

/// What a command template writes must reach a program as the one word that it stands for, whatever the word is.
@Suite("Quoting for the shell", .serialized)
struct ShellQuotingTests {
    static let hostile: [String] = [
        "eth0", "", " ", "a b", "-rf", "--help", "-", "=ls", "~", "~root", "*", "?", "[a]", "{a,b}", "!", "!!", "#x",
        "a#b",
        "'", "''", "\"", "`id`", "$(id)", "${HOME}", "$HOME", "\\", "\\'", "a\\", "';id;'", "\";id;\"", "'; touch x #",
        "a;id", "a&id", "a|id", "a>x", "a<x", "a\nid", "a\tb", "a\rb", "\u{1b}[31m", "\u{1b}]52;c;aGk=\u{7}",
        "\u{1b}[201~id\n#",
        "\u{7f}", "\u{9b}31m", "\u{202e}abc", "\u{200b}", "\u{2028}x", "ü€😀", "%s%n", "\\033", "a\u{8}\u{8}b",
        "veth'\u{1b}", "100%\u{1}",
        "\u{1}-n", "\u{1}!x", "\u{1}'$(id)'", "\u{1}\"`id`\\", "\u{feff}a", "a\u{301}", "$'\\n'", "\u{85}", "\u{ad}x",
        "(", ")",
    ]

    @Test("a shell reads one word, and it is the same", arguments: hostile)
    func roundTrip(_ word: String) throws {
        let quoted = ShellQuoting.quoted(word)
        #expect(try Self.shell("printf '<%s>' \(quoted)") == "<\(word)>")
        #expect(quoted.unicodeScalars.allSatisfy(Printable.allows))
    }

    @Test("every byte of ASCII, alone and in company", arguments: 1..<UInt8(128))
    func everyByte(_ byte: UInt8) throws {
        let scalar = String(Unicode.Scalar(byte))
        for word in ["a\(scalar)b", "\(scalar)x", "'\(scalar)'"] {
            #expect(try Self.shell("printf '<%s>' \(ShellQuoting.quoted(word))") == "<\(word)>")
        }
    }

    @Test("plain words stay as they are", arguments: ["eth0", "10.0.0.1/24", "fe80::1%eth0", "a_b-c.d@e+f,g=h:i"])
    func plain(_ word: String) {
        #expect(ShellQuoting.quoted(word) == word)
    }

    @Test("a template runs what its author wrote, and nothing else", arguments: hostile)
    func template(_ name: String) throws {
        let check = Samples.check([
            "condition": "\"true\"",
            "confirm": "[\"printf '<%s|%s>' x{d.name}y {d.name}; {@p.home}printf '<%s>' {d.name}\"]",
        ])
        let home = House(inode: 1, names: [], enter: "env ")
        let outcome = try Samples.outcome(check, [Person(name: "A", dogs: [Dog(name: name)], home: home)])
        let command = try #require(outcome.findings.first?.confirm.first)
        #expect(try Self.shell(command) == "<x\(name)y|\(name)><\(name)>")
    }

    @Test("lists are a word each, holes are harmless")
    func values() throws {
        let check = Samples.check([
            "condition": "\"true\"", "confirm": "[\"see {p.dogs.map(x, x.name)} {d.weight}\"]",
        ])
        let dogs = [Dog(name: "a;b", hidden: "no scales"), Dog(name: "c")]
        let outcome = try Samples.outcome(check, [Person(name: "A", dogs: dogs)])
        #expect(outcome.findings.first?.confirm == ["see 'a;b' c '?'"])
    }

    private static func shell(_ command: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
