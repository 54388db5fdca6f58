import Addresses
import Analysis
import CEL
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery
import Topology

// What container platforms write into rules.

extension FactTables {
    static let refusal = FactTable<View<Refusal>>(
        "Refusal", doc: "A packet that a rule stops which a container platform wrote.",
        key: { "\($0.object.path.subject) \($0.object.path.question) \($0.object.path.answer.flow)" },
        facts: [
            Fact("trace", .object("Trace"), formerly: ["path"], doc: "The packet.") {
                FactTables.path.value(View($0.object.path, in: $0.analysis))
            },
            Fact(
                "owner", .string, doc: "Who wrote it: kube-proxy, kube-router, calico, weave, antrea, docker, podman …"
            ) {
                .string($0.object.owner)
            },
            Fact(
                "role", .string,
                doc:
                    "What it is for: no-endpoints, no-local-endpoints, no-internal-endpoints, network-policy, network-isolation, direct-access or internal-network."
            ) {
                .string($0.object.role.rawValue)
            },
            Fact(
                "about", .string,
                doc: "The service (`default/web:http`), the pod or the two networks; empty where its words do not tell."
            ) {
                .string($0.object.about ?? "")
            },
            Fact(
                "other_network", .string, optional: true,
                doc: "Of two networks that are kept apart the one that the subject is not on, as its users call it."
            ) { view in
                view.analysis.otherNetwork(view.object).map { .string($0) }
            },
            Fact(
                "is_other_allowed", .bool,
                doc: "Another packet of the same namespace gets through: its name servers' or one to the outside."
            ) { view in
                .bool(
                    view.analysis.asked.contains { other in
                        other.subject == view.object.path.subject && other.works
                            && [.nameserver, .outside].contains(other.question)
                    })
            },
        ])

    static let setGap = FactTable<View<SetGap>>(
        "SetGap", doc: "A set that lacks an address, for which a rule stops a packet. With it the packet gets through.",
        key: { "\($0.object.path.subject) \($0.object.path.answer.flow) \($0.object.set)" },
        facts: [
            Fact("trace", .object("Trace"), formerly: ["path"], doc: "The packet.") {
                FactTables.path.value(View($0.object.path, in: $0.analysis))
            },
            Fact("set", .string, doc: "Its name.") { .string($0.object.set.name) },
            Fact("set_kind", .string, doc: "nft or ipset.") { view in
                if case .nft = view.object.set { .string("nft") } else { .string("ipset") }
            },
            Fact("set_family", .string, doc: "Family of its table; empty for ipsets.") { view in
                if case .nft(let ref) = view.object.set { .string(ref.family.rawValue) } else { .string("") }
            },
            Fact("set_table", .string, doc: "Its table; empty for ipsets.") { view in
                if case .nft(let ref) = view.object.set { .string(ref.table) } else { .string("") }
            },
            Fact("address", .string, doc: "The address that is not in it: one of the subject's own.") {
                .string($0.object.address.description)
            },
            Fact("neighbors", .list(.string), doc: "Addresses of the subject's networks that are in it; 16 at most.") {
                .strings($0.object.neighbors.map(\.description))
            },
            Fact("gone", .list(.string), doc: "Those of them that proved to be nobody's.") {
                .strings($0.object.gone.map(\.description))
            },
            Fact("is_own_chain", .bool, doc: "The rule that led there names this address.") {
                .bool($0.object.isOwnChain)
            },
            Fact("is_policy", .bool, doc: "The rule that stops the packet is one of a network policy.") { view in
                .bool(
                    view.analysis.refusals.contains {
                        $0.role == .networkPolicy && $0.path.answer.flow == view.object.path.answer.flow
                    })
            },
        ])

    static let serviceProxies = FactTable<View<ServiceProxies>>(
        "ServiceProxies", doc: "A namespace in which more than one service proxy translates.",
        key: { $0.object.netns },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace.") { $0.netns($0.object.netns) },
            Fact("names", .list(.string), doc: "`kube-proxy (nftables)`, `kube-proxy (iptables)` …") {
                .strings($0.object.names)
            },
            Fact(
                "lost", .object("Trace"), optional: true, doc: "A packet that one of them translated and that got lost."
            ) {
                view in
                (view.object.lost).map { FactTables.path.value(View($0, in: view.analysis)) }
            },
            Fact("affects", .list(.int), doc: "Inodes of the subjects.") { .inodes($0.analysis.scope.subjects) },
        ])
}
