import CEL
import Rules
import Testing

@testable import NetworkFacts

/// Users have runbooks with the names that facts had before.
@Suite("Old names of facts")
struct OldNamesTests {
    @Test(
        "mean what the new ones mean",
        arguments: [
            ("paths.filter(p, p.result != 'unknown')", "traces.filter(p, p.disposition != 'unknown')"),
            (
                "paths.map(p, [p.stop_stage, p.stop_object, p.stop_name, p.stop_reason, p.stop_link, p.stop_netns.name])",
                "traces.map(p, [p.drop_stage, p.drop_object, p.drop_name, p.drop_reason, p.drop_link, p.drop_netns.name])"
            ),
            ("tunnels.map(t, t.stop_netns.name + t.stop_reason)", "tunnels.map(t, t.drop_netns.name + t.drop_reason)"),
            (
                "refusals.map(r, r.path.dst) + set_gaps.map(g, g.path.dst)",
                "refusals.map(r, r.trace.dst) + set_gaps.map(g, g.trace.dst)"
            ),
            ("target.stray_threads", "target.threads_elsewhere"),
        ])
    func same(_ old: String, _ new: String) throws {
        let environment = NetworkFacts.schema.environment
        let (before, now) = (try environment.compile(old), try environment.compile(new))
        #expect(before.type == now.type)
        #expect(now.oldNames == [])
        let words = Set(new.split { !$0.isLetter && $0 != "_" }.map(String.init))
        for name in before.oldNames {
            #expect(words.contains(name.replacement), "\(name.name) is now called \(name.replacement)")
            #expect(old.utf8.dropFirst(name.offset).starts(with: name.name.utf8))
        }
        #expect(
            Set(before.oldNames.map(\.name))
                == Set(old.split { !$0.isLetter && $0 != "_" }.map(String.init)).subtracting(words))
    }

    @Test("the tables have no slips")
    func slips() {
        #expect(NetworkFacts.schema.slips == [])
    }
}
