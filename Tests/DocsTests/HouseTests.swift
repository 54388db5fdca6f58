import Foundation
import TestSupport
import Testing

@Suite("The house in ARCHITECTURE.md")
struct HouseTests {
    @Test("has a line for every target of Swift code")
    func isWhole() throws {
        #expect(try House.table().map(\.name).sorted() == House.targets(below: "Sources"))
    }

    @Test("calls pure what neither sees the system nor knows who does")
    func pureTargetsArePure() throws {
        let effects = try House.table().filter { !$0.isPure }.map(\.name)
        let forbidden = Set(["Glibc", "Foundation", "FoundationEssentials", "Dispatch", "CMnl"] + effects)
        for target in try House.table() where target.isPure {
            for file in try House.files(of: "Sources/\(target.name)") {
                #expect(file.imports.isDisjoint(with: forbidden), "\(file.path)")
            }
        }
    }

    @Test("names no target before its own line, so that arrows never turn back")
    func isInOrder() throws {
        var above = House.libraries
        for target in try House.table() {
            #expect(target.named.isSubset(of: above), "\(target.name)")
            above.insert(target.name)
        }
    }

    @Test("says whom a target knows: those in its last column, and whom these know")
    func importsAreAllowed() throws {
        let table = try House.table()
        let rooms = House.libraries.union(table.map(\.name))
        for target in table {
            let allowed = House.closure(of: target, in: table)
            for file in try House.files(of: "Sources/\(target.name)") {
                let others = file.imports.intersection(rooms).subtracting(allowed)
                #expect(others.isEmpty, "\(file.path) imports \(others.sorted())")
            }
        }
    }

    @Test("names nobody in a last column who is not needed there")
    func importsAreUsed() throws {
        for target in try House.table() {
            let used = Set(try House.files(of: "Sources/\(target.name)").flatMap(\.imports))
            let idle = target.named.subtracting(used)
            #expect(idle.isEmpty, "\(target.name) needs no \(idle.sorted())")
        }
    }

    @Test("is what Package.swift builds: each target depends on those that it imports, and on no others")
    func dependenciesAreUsed() throws {
        let manifest = try House.manifest()
        let rooms = House.libraries.union(try House.table().map(\.name)).union(["ArgumentParser"])
        let folders = ["Sources", "Tests"].flatMap { parent in
            House.targets(below: parent).map { (name: $0, path: "\(parent)/\($0)") }
        }
        #expect(manifest.keys.sorted() == folders.map(\.name).sorted())
        for folder in folders {
            let used = Set(try House.files(of: folder.path).flatMap(\.imports)).intersection(rooms)
            let declared = try #require(manifest[folder.name], "\(folder.name)")
            // The tool itself need not be imported: tests run it. What tests share is there for each of them.
            let run: Set = folder.path.hasPrefix("Tests/") ? ["nsdoctor", "TestSupport", "FuzzTargets"] : []
            #expect(
                declared.subtracting(run) == used.subtracting([folder.name]).subtracting(run), "\(folder.name)")
        }
    }

    @Test("asks a snapshot for what it wants to know: what it will want to know later it prefetches")
    func nothingIsAskedInVain() throws {
        let table = try House.table()
        for target in table where target.isPure && House.closure(of: target, in: table).contains("SnapshotQuery") {
            for file in try House.files(of: "Sources/\(target.name)") {
                // The words of a command line are no facts.
                let vain = file.discards.filter { !$0.hasPrefix("_ = words.") }
                #expect(vain.isEmpty, "\(file.path)")
            }
        }
        #expect(SwiftFile(path: "", below: "", text: "for id in all { _ = (query.rules(id), 1) }").discards.count == 1)
    }

    /// By the names of types: a folder knows another if it names a type that is declared there. Files that lie in no
    /// folder are the target's own middle, which all folders may know and which may know them all. What is not seen
    /// are members that one folder adds to a type of another.
    @Test("has no folders within a target that know each other", arguments: House.targets(below: "Sources"))
    func foldersAreInOrder(target: String) throws {
        #expect(FolderGraph(try House.files(of: "Sources/\(target)")).cycle.isEmpty)
    }

    @Test("has two files that enter namespaces, and nothing asynchronous")
    func threads() throws {
        let files = try House.files(of: "Sources")
        let entering = files.filter { $0.code.contains("setns(") || $0.code.contains("pthread_create(") }
        #expect(entering.map(\.path) == ["Sources/Kernel/HostRoot.swift", "Sources/Kernel/NamespaceThread.swift"])
        for file in files {
            #expect(!file.code.contains(/\b(async|await)\b/), "\(file.path)")
        }
    }
}
