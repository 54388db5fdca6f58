import Addresses
import Foundation
import KernelWire
import NetworkModel
import Testing

/// Conntrack entries and ipsets are those that conntrack(8) and ipset(8) list.
@Suite(.needsSandbox) struct ConntrackTests {
    /// Debian has both in packages of their own.
    static let hasTools = ["conntrack", "ipset"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: "/usr/sbin/\($0)")
    }

    @Test(.enabled(if: hasTools)) func entriesAreThoseOfConntrack() async throws {
        let counts = try await Script("conntrack_facts.py", ["sets"]).check()
        print("conntrack: \(counts.sorted { $0.key < $1.key })")
        #expect(counts["flows", default: 0] >= 40)
        #expect(counts["translated", default: 0] >= 4)
        #expect(counts["in a zone", default: 0] >= 2)
        #expect(counts["members", default: 0] >= 15)
    }

    /// The kernel itself leaves out what a filter does not ask for.
    @Test(.enabled(if: hasTools)) func filtersAreTheKernels() async throws {
        let left = try #require(IPAddress("10.1.0.2"))
        let filters: [ConntrackFilter] = FlowPlace.allCases.map { .address($0, left) }
        let requests = filters.map {
            Request.getFlows($0).map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
        }
        let counts = try await Script("conntrack_filter.py", requests).check()
        print("conntrack filters: \(counts.sorted { $0.key < $1.key })")
        #expect(counts["answers", default: 0] >= 10)
    }
}
