import TestSupport
import Testing

/// Looking changes nothing: links, addresses, routes, sysctls, tables, rulesets, modules, conntrack, neighbours, nsids.
@Suite(.needsSandbox) struct ObserverTests {
    @Test(arguments: ["red-blue", "overlay", "nested"])
    func nothingChanges(lab: String) async throws {
        let counts = try await Script("observer.py", lab: lab).check()
        #expect(counts["commands"] == 8)
        #expect(counts["facts", default: 0] > 8 * 3000)
    }
}
