import Analysis
import CEL
import Netfilter
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery

extension FactTables {
    static let watchedCounter = FactTable<View<WatchedRise>>(
        "WatchedCounter", doc: "A counter on the target's way that rose during `nsdoctor watch`.",
        key: { "\($0.object.source.source) \($0.object.counter)" },
        facts: [
            Fact(
                "netns", .object("Netns"), doc: "Where it counts; our own namespace for what the machine has once."
            ) { view in
                let id = view.object.source.source.netns ?? view.analysis.query.snapshot.ownNetns
                return view.netns(id ?? NetnsID(inode: 0))
            },
            Fact(
                "object", .string,
                doc:
                    "What counts: link, device (its driver), bridge (bridge or port), vlan, qdisc, netns (its protocols), rule, counter (a named one of nftables), conntrack, socket, neighbors, softnet or drops (with --drops)."
            ) { .string($0.object.source.source.kind) },
            Fact("name", .string, doc: "veth-blue, rule handle 7 of inet filter forward.") { view in
                .string(view.analysis.name(of: view.object.source.source))
            },
            Fact("link", .string, doc: "The link that it is about; empty for none.") {
                .string($0.object.source.source.ifname ?? "")
            },
            Fact(
                "chain", .string,
                doc: "The chain of the rule that counts; empty for others and for a counter of several."
            ) {
                .string($0.object.rule?.chain ?? "")
            },
            Fact(
                "counter", .string,
                doc:
                    "In the words of ip -s, nstat, tc -s, conntrack -S, ethtool -S; replacements: how often another took its place."
            ) { .string($0.object.counter) },
            Fact("rise", .int, doc: "How much was counted meanwhile; at least so much where it began anew.") {
                .number($0.object.rise)
            },
            Fact("per_second", .int, doc: "The same for each second of the watch.") { view in
                let milliseconds = UInt64(max(1, view.analysis.query.snapshot.watched?.milliseconds ?? 1))
                let (product, overflow) = view.object.rise.multipliedReportingOverflow(by: 1000)
                return .number(overflow ? view.object.rise / max(1, milliseconds / 1000) : product / milliseconds)
            },
            Fact(
                "meaning", .string,
                doc: "traffic, loss (packets ended here), doubtful (may be nothing), event, or other."
            ) { .string($0.object.meaning.word) },
            Fact("reason", .string, doc: "Why packets ended here; empty where none did.") {
                .string($0.object.meaning.reason ?? "")
            },
            Fact("is_own", .bool, doc: "It counts nothing but what is in a namespace of the target.") { view in
                .bool(view.object.source.source.netns.map(view.analysis.scope.subjects.contains) ?? false)
            },
            Fact("is_stopping", .bool, doc: "A simulated packet that the target needs ends at this rule.") { view in
                .bool(view.object.stopped.contains { view.analysis.account(of: $0) == .stopped })
            },
            Fact("is_vital", .bool, doc: "One of those is the target's way out, or somebody waits for it.") { view in
                .bool(
                    view.object.stopped.contains {
                        view.analysis.account(of: $0) == .stopped && view.analysis.isVital($0)
                    })
            },
            Fact(
                "sockets", .list(.string),
                doc: "Sockets of the same namespace that dropped meanwhile what was for them."
            ) { view in
                let all = view.analysis.watchedRises.filter { other in
                    guard case .socket(let id, _) = other.source.source else { return false }
                    return id == view.object.source.source.netns && other.counter == "drops"
                }
                return .strings(all.map { view.analysis.name(of: $0.source.source) })
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose packets come by.") { view in
                .inodes(view.analysis.scope.subjects)
            },
        ])
}
