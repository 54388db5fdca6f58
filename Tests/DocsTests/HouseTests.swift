import Foundation
import TestSupport
import Testing

@Suite("The house in ARCHITECTURE.md")
struct HouseTests {
    /// A line of the table: `| `Topology` | pure | … | NetworkModel |`.
    private struct Target {
        let name: String
        let isPure: Bool
    }

    private static func targets() throws -> [Target] {
        try Repository.lines("ARCHITECTURE.md").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard line.hasPrefix("| `"), cells.count == 4, ["pure", "effects"].contains(cells[1]) else { return nil }
            return Target(name: String(cells[0].dropFirst().dropLast()), isPure: cells[1] == "pure")
        }
    }

    private static func sources(_ folder: String) -> [(path: String, lines: [Substring])] {
        let all = FileManager.default.enumerator(atPath: Repository.url(folder).path)
        return (all?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.map { name in
            let text = (try? Repository.text("\(folder)/\(name)")) ?? ""
            return ("\(folder)/\(name)", text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") })
        }
    }

    @Test("has a line for every target of Swift code")
    func isWhole() throws {
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Repository.url("Sources").path)
        let swift = folders.filter { !Self.sources("Sources/\($0)").isEmpty }
        #expect(Set(try Self.targets().map(\.name)) == Set(swift))
    }

    @Test("calls pure what neither sees the system nor knows who does")
    func pureTargetsArePure() throws {
        let effects = try Self.targets().filter { !$0.isPure }.map(\.name)
        let forbidden = Set(["Glibc", "Foundation", "Dispatch", "CMnl"] + effects)
        for target in try Self.targets() where target.isPure {
            for file in Self.sources("Sources/\(target.name)") {
                for line in file.lines {
                    let words = line.split(separator: " ")
                    guard let place = words.firstIndex(of: "import"), place < 3,
                        let module = words.dropFirst(place + 1).first
                    else { continue }
                    #expect(!forbidden.contains(String(module)), "\(file.path): \(line)")
                }
            }
        }
    }

    @Test("has one file that enters namespaces, and nothing asynchronous")
    func threads() {
        let files = Self.sources("Sources")
        let entering = files.filter { $0.lines.contains { $0.contains("setns(") || $0.contains("pthread_create(") } }
        #expect(entering.map(\.path) == ["Sources/Kernel/NamespaceThread.swift"])
        for file in files {
            for line in file.lines {
                #expect(!line.contains(/\b(async|await)\b/), "\(file.path): \(line)")
            }
        }
    }
}
