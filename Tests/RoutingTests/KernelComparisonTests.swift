import Addresses
import Foundation
import TestSupport
import Testing

/// Our routing against the kernel's, on random networks. Reproduce one by its seed; a campaign is
/// `ORACLE_SEEDS=1000-1999 ORACLE_FLOWS=1000 swift test --filter KernelComparison`.
@Suite(.needsSandbox) struct KernelComparisonTests {
    static let seeds: [Int] = {
        guard let range = ProcessInfo.processInfo.environment["ORACLE_SEEDS"] else { return Array(1...5) }
        let ends = range.split(separator: "-").compactMap { Int($0) }
        guard let first = ends.first, let last = ends.last, first <= last else { return [] }
        return Array(first...last)
    }()
    static let flows = ProcessInfo.processInfo.environment["ORACLE_FLOWS"].flatMap(Int.init) ?? 600

    /// On a busy machine a neighbour may age between reading the state and asking; then once more.
    private func stable(_ family: Int, _ seed: Int, _ routes: Int) async throws -> Oracle? {
        for attempt in 1...3 {
            if attempt > 1 { Retries.note("family \(family), seed \(seed): the network changed while it was asked") }
            let oracle = try await Oracle(family: family, seed: seed, routes: routes, flows: Self.flows)
            if oracle.isStable { return oracle }
        }
        return nil
    }

    @Test(arguments: [4, 6])
    func agreesWithTheKernel(family: Int) async throws {
        var total = Oracle.Tally()
        for seed in Self.seeds {
            let routes = [20, 150, 600, 1500][seed % 4]
            guard let oracle = try await stable(family, seed, routes) else { continue }
            let tally = oracle.compare()
            total.asked += tally.asked
            total.connected += tally.connected
            total.unknown.merge(tally.unknown, uniquingKeysWith: +)
            total.disagreements += tally.disagreements
        }
        print(
            "family \(family): \(total.asked) asked, \(total.connected) connected, \(total.disagreements.count) differ, unknown \(total.unknown)"
        )
        for text in total.disagreements.prefix(15) { Issue.record(Comment(rawValue: text)) }
        #expect(total.asked > 0)
        guard Self.seeds.count > 2 else { return }
        #expect(total.unknown.values.reduce(0, +) * 20 <= total.asked, "too many unknowns: \(total.unknown)")
    }
}
