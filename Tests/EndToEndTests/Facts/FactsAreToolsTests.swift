import Labs
import TestSupport
import Testing

/// Every field of a snapshot is what `ip`, `bridge`, `ss`, sysfs and /proc say, row by row: nothing missing, nothing
/// invented.
@Suite(.needsSandbox) struct FactsAreToolsTests {
    static let labs = LabCatalog.shipped.map { String($0.name.dropLast(".yaml".count)) }

    @Test(arguments: labs)
    func inEveryLab(lab: String) async throws {
        let counts = try await Script("compare_facts.py", lab: lab).check()
        #expect(counts["fields", default: 0] > 1000)
        #expect(counts["link rows", default: 0] >= 5)
    }

    /// The seed is the network: `nsdoctor lab run left-right -- python3 Inside/compare_facts.py nsdoctor SEED` repeats it.
    @Test(arguments: (1...20).map { $0 * 7919 })
    func inRandomNetworks(seed: Int) async throws {
        let counts = try await Script("compare_facts.py", ["\(seed)"]).check()
        print(
            "seed \(seed): \(counts["fields", default: 0]) fields of \(counts.filter { $0.key.hasSuffix(" rows") }.values.reduce(0, +)) rows"
        )
        #expect(counts["fields", default: 0] > 5000)
        for table in ["link", "address", "routes", "routes6", "rule", "neighbor", "fdb", "netconf", "socket"] {
            #expect(counts["\(table) rows", default: 0] > 0, "no \(table) rows")
        }
    }

    /// A comparison that never complains would prove nothing.
    @Test func whatIsWrongIsNoticed() async throws {
        let counts = try await Script("compare_facts.py", ["spoilt"]).check()
        #expect(counts["expectations"] == 30)
    }
}
