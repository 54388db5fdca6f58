import Addresses
import Foundation
import KernelWire
import NetworkModel
import RulesetText
import TestSupport
import Testing

@testable import nsdoctor

/// Our text of iptables rules is the text of iptables-save, for rules with everything that iptables can write.
@Suite(.needsSandbox) struct XtSaveTests {
    /// What xt_rules.py prints.
    private struct Outcome: Decodable {
        /// Tables that are there because somebody has looked.
        var made: [String]
        var tried: Int
        var taken: Int
        var used: [String: Int]
        var save: [String: String]
        var snapshot: String
    }

    @Test(arguments: 1...3)
    func legacyRulesReadAlike(seed: Int) async throws {
        let outcome = try await Script("xt_rules.py", ["legacy", "600", "\(seed)"]).result(as: Outcome.self)
        #expect(outcome.made.isEmpty)
        let snapshot = try SnapshotFile.decode(Data(outcome.snapshot.utf8), "snapshot")
        let namespace = try #require(
            snapshot.namespaces.values.first { !$0.xtables.isEmpty && $0.xtables[.ip]?.tables.isEmpty == false })
        var compared = 0
        for (family, word) in [(XtFamily.ip, "ip"), (.ip6, "ip6")] {
            let tables = try #require(namespace.xtables[family])
            let saved = SavedTables(try #require(outcome.save[word]))
            #expect(try #require(tables.names.value) == saved.lines.keys.sorted())
            for (name, lines) in saved.lines {
                let table = try #require(
                    tables.tables[name]?.value, "\(word) \(name): \(String(describing: tables.tables[name]))")
                compared += expectEqual(table.save(counters: true, sets: Self.sets), lines, "\(word) \(name)")
            }
        }
        print("iptables-legacy: \(outcome.taken) of \(outcome.tried) rules were taken, \(compared) lines compared")
        print(outcome.used.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        #expect(compared > 500)
    }

    @Test(arguments: 1...3)
    func nftRulesReadAlike(seed: Int) async throws {
        let outcome = try await Script("xt_rules.py", ["nft", "600", "\(seed)"]).result(as: Outcome.self)
        let snapshot = try SnapshotFile.decode(Data(outcome.snapshot.utf8), "snapshot")
        let ruleset = try #require(
            snapshot.namespaces.values.first { $0.ruleset?.tables.rows.isEmpty == false }?.ruleset)
        var compared = 0
        for (family, word) in [(NftFamily.ip, "ip"), (.ip6, "ip6")] {
            let saved = SavedTables(try #require(outcome.save[word]))
            for (name, lines) in saved.lines {
                let table = try #require(ruleset.table(family, name))
                guard let read = XtTable(table) else {
                    Issue.record("\(word) \(name) has rules that are not recognised: \(Self.strangers(table))")
                    continue
                }
                // Chains come in another order, rules do not.
                let (ours, theirs) = (
                    SavedTables.sorted(read.save(counters: true, sets: Self.sets)), SavedTables.sorted(lines)
                )
                compared += expectEqual(ours, theirs, "\(word) \(name)")
            }
        }
        print("iptables-nft: \(outcome.taken) of \(outcome.tried) rules were taken, \(compared) lines compared")
        #expect(compared > 500)
    }

    /// Rules that were not recognised.
    private static func strangers(_ table: NftTable) -> [[String]] {
        let family: IPAddress.Family = table.family == .ip ? .inet : .inet6
        return table.chains.values.flatMap { $0.rules.rows.filter { XtRule($0, family) == nil } }
            .map { $0.expressions.map { String("\($0)".prefix(90)) } }
    }

    /// In the order in which xt_rules.py makes them.
    static let sets: [UInt16: String] = [0: "addresses", 1: "ports", 2: "triples", 3: "addresses6", 4: "ports6"]

    private func expectEqual(_ ours: [String], _ theirs: [String], _ what: String) -> Int {
        var wrong = 0
        for (mine, other) in zip(ours.map(SavedTables.singleSpaced), theirs) where mine != other {
            wrong += 1
            if wrong <= 15 { Issue.record("\(what)\n  ours:  \(mine)\n  saved: \(other)") }
        }
        #expect(ours.count == theirs.count, "\(what)")
        return theirs.count
    }
}

/// The output of iptables-save by table, from `*filter` to `COMMIT`.
struct SavedTables {
    var lines: [String: [String]] = [:]

    init(_ text: String) {
        var name: String?
        for line in text.split(separator: "\n").map(String.init) where !line.hasPrefix("#") {
            if line.hasPrefix("*") { name = String(line.dropFirst()) }
            guard let name else { continue }
            lines[name, default: []].append(Self.singleSpaced(line))
        }
    }

    /// Rules behind each other by chain, as they stand in it.
    static func sorted(_ lines: [String]) -> [String] {
        func chain(_ line: String) -> String {
            let words = line.split(separator: " ")
            return line.hasPrefix("[") && words.count > 2 ? "~ \(words[2])" : line
        }
        return lines.enumerated().sorted { (chain($0.element), $0.offset) < (chain($1.element), $1.offset) }.map(
            \.element)
    }

    /// Some matches print a space more than others.
    static func singleSpaced(_ line: String) -> String { line.split(separator: " ").joined(separator: " ") }
}
