import Foundation
import TestSupport

/// The table in ARCHITECTURE.md, and what is really there.
enum House {
    /// A line of the table: `| `Topology` | pure | … | SnapshotQuery |`.
    struct Target {
        let name: String
        let isPure: Bool
        /// Its last column.
        let named: Set<String>
    }

    /// C that Swift targets import: no lines of their own.
    static let libraries: Set = ["CLinux", "CMnl", "CLibyaml", "CShipped", "CZlib"]

    static func table() throws -> [Target] {
        var targets: [Target] = []
        for line in try Repository.lines("ARCHITECTURE.md") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard line.hasPrefix("| `"), cells.count == 4, ["pure", "effects"].contains(cells[1]) else { continue }
            let names = cells[3].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            targets.append(
                Target(
                    name: String(cells[0].dropFirst().dropLast()), isPure: cells[1] == "pure",
                    named: Set(names).subtracting(["–"])))
        }
        return targets
    }

    /// Whom a target may import: those that its line names, those that their lines name, and so on.
    static func closure(of target: Target, in table: [Target]) -> Set<String> {
        target.named.reduce(into: target.named) { all, name in
            if let next = table.first(where: { $0.name == name }) { all.formUnion(closure(of: next, in: table)) }
        }
    }

    /// Folders of Swift code, in order.
    static func targets(below parent: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(
            atPath: Repository.root.appendingPathComponent(parent).path)
        return (names ?? []).filter { !((try? files(of: "\(parent)/\($0)")) ?? []).isEmpty }.sorted()
    }

    static func files(of folder: String) throws -> [SwiftFile] {
        let all = FileManager.default.enumerator(atPath: Repository.root.appendingPathComponent(folder).path)
        let names = (all?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.sorted()
        return try names.map {
            SwiftFile(path: "\(folder)/\($0)", below: $0, text: try Repository.text("\(folder)/\($0)"))
        }
    }

    /// The dependencies of each target in Package.swift.
    static func manifest() throws -> [String: Set<String>] {
        let text = try Repository.text("Package.swift")
        var targets: [String: Set<String>] = [:]
        let names = { (list: Substring?) in Set((list ?? "").matches(of: /"(\w+)"/).map { String($0.1) }) }
        for match in text.matches(of: /\bhouse\(\s*"(\w+)"(?:,\s*\[([^\]]*)\])?/) {
            targets[String(match.1)] = names(match.2)
        }
        for match in text.matches(of: /\btests\(\s*of: "(\w+)"(?:,\s*\[([^\]]*)\])?/) {
            targets["\(match.1)Tests"] = names(match.2).union([String(match.1)])
        }
        for match in text.matches(
            of: /\.(?:target|executableTarget|testTarget)\(\s*name: "(\w+)",\s*dependencies: \[([^\]]*)\]/)
        {
            let parser: Set = match.2.contains("argumentParser") ? ["ArgumentParser"] : []
            targets[String(match.1)] = names(match.2).union(parser)
        }
        return targets
    }
}

/// A file's code, without comments and what stands in literals.
struct SwiftFile {
    let path: String
    /// The folder of its target that it lies in; nil for the files in none.
    let folder: String?
    let code: String
    /// What is interpolated into literals, which is code as well.
    private let interpolated: String

    init(path: String, below target: String, text: String) {
        self.path = path
        let parts = target.split(separator: "/")
        folder = parts.count > 1 ? String(parts[0]) : nil
        code = text.replacing(/"""(?s:.*?)"""/, with: "").replacing(/\/\/.*/, with: "")
            .replacing(/"(?:\\.|[^"\\\n])*"/, with: "\"\"")
        interpolated = text.replacing(/\/\/.*/, with: "").matches(of: /\\\(([^")]*)/).map { String($0.1) }
            .joined(separator: " ")
    }

    var imports: Set<String> {
        Set(
            code.matches(of: /(?m)^(?:@\w+ |public |package |internal |fileprivate |private )*import (\w+)$/).map {
                String($0.1)
            })
    }

    /// Types that the whole target may name.
    var declared: Set<String> {
        Set(
            code.matches(
                of:
                    /(?m)^(?:@\w+(?:\([^)]*\))? |public |package |final |indirect )*(?:struct|class|enum|protocol|typealias) (\w+)/
            ).map { String($0.1) })
    }

    /// Values that are asked for and thrown away.
    var discards: [String] { code.matches(of: /\b_ = .*|\b(?:let|var) _\b.*/).map { String($0.0) } }

    /// Words that may be types.
    var words: Set<String> { Set((code + " " + interpolated).matches(of: /\b[A-Z]\w*/).map { String($0.0) }) }
}

/// Which folders of a target name types of which others.
struct FolderGraph {
    private var reasons: [String: [String: String]] = [:]

    init(_ files: [SwiftFile]) {
        var places: [String: Set<String>] = [:]
        for file in files {
            for name in file.declared { places[name, default: []].insert(file.folder ?? "") }
        }
        for file in files {
            guard let folder = file.folder else { continue }
            for word in file.words {
                // A name that two folders declare says nothing.
                guard let places = places[word], places.count == 1, let other = places.first, !other.isEmpty,
                    other != folder
                else { continue }
                reasons[folder, default: [:]][other] = "\(folder) knows \(other): \(file.path) names \(word)"
            }
        }
    }

    /// Folders that lead back to where they began, each step with a reason; empty where there are none.
    var cycle: [String] {
        var settled: Set<String> = []
        func search(_ folder: String, _ trail: [String], _ why: [String]) -> [String]? {
            if let start = trail.firstIndex(of: folder) { return Array(why[start...]) }
            guard !settled.contains(folder) else { return nil }
            for (next, reason) in (reasons[folder] ?? [:]).sorted(by: { $0.key < $1.key }) {
                if let found = search(next, trail + [folder], why + [reason]) { return found }
            }
            settled.insert(folder)
            return nil
        }
        for folder in reasons.keys.sorted() {
            if let found = search(folder, [], []) { return found }
        }
        return []
    }
}
