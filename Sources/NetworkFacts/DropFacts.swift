import Analysis
import CEL
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery

extension FactTables {
    static let capturedDrop = FactTable<View<JudgedDrop>>(
        "CapturedDrop",
        doc: "Packets of one flow that the kernel dropped in one place for one reason, beside the simulation.",
        key: { "\($0.object.flow) \($0.object.drop.symbol) \($0.object.drop.reason ?? "")" },
        facts: [
            Fact("flow", .string, doc: "tcp 10.1.0.2:40000 -> 8.8.8.8:443, as its sender made it.") {
                .string($0.object.flow)
            },
            Fact("packets", .int, doc: "How many were dropped there.") { .number($0.object.drop.packets) },
            Fact("symbol", .string, doc: "nft_do_chain: the kernel's function.") { .string($0.object.drop.symbol) },
            Fact("reason", .string, doc: "NETFILTER_DROP: the kernel's own word; empty before Linux 6.0.") {
                .string($0.object.drop.reason ?? "")
            },
            Fact("words", .string, doc: "by a rule of netfilter: what that means; empty where it is not known.") {
                .string($0.object.words ?? "")
            },
            Fact("stage", .string, doc: "The stage of a trace at which that is; empty where it is not known.") {
                .string($0.object.stage?.rawValue ?? "")
            },
            Fact("link", .string, doc: "The link that they came in by; empty for what was sent there.") {
                .string($0.object.drop.ifname ?? "")
            },
            Fact(
                "netns", .object("Netns"),
                doc: "Where the simulated packet is stopped, or else where the capture saw packets last."
            ) { view in view.netns(view.place) },
            Fact("sender", .object("Netns"), doc: "Where the capture saw packets of this flow first.") { view in
                view.netns(view.first)
            },
            Fact("destination", .string, doc: "8.8.8.8:443/tcp, as `nsdoctor path` takes it.") {
                .string($0.object.ladder?.destination ?? "\($0.object.drop.tuple.dst)")
            },
            Fact("is_lost", .bool, doc: "The capture saw that packets of this flow get lost between two of its places.")
            {
                .bool($0.object.ladder?.loss != nil)
            },
            Fact(
                "is_as_simulated", .bool, doc: "The simulated packet of this flow is stopped at the same stage."
            ) {
                .bool($0.object.dropPoint != nil)
            },
            Fact("simulated", .string, doc: "What stops the simulated packet there, in a sentence; empty for nothing.")
            {
                .string($0.object.dropPoint?.reason ?? "")
            },
            Fact("object", .string, doc: "The kind of the object that stops it: sysctl, chain …; link for none.") {
                .string($0.object.dropPoint?.object.rawValue ?? "link")
            },
            Fact("name", .string, doc: "The name of that object, or else of the link where packets were seen last.") {
                view in .string(view.object.dropPoint?.name ?? view.lastLink)
            },
            Fact("is_wanted", .bool, doc: "Somebody waits for them: the user, a socket of the target, its resolver.") {
                view in .bool(view.object.ladder.map(view.analysis.isWanted) ?? false)
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose packets they are.") { view in
                .inodes(view.analysis.scope.subjects)
            },
        ])

    static let machineDrop = FactTable<View<JudgedMachineDrop>>(
        "MachineDrop",
        doc: "Frames that the kernel dropped on the whole machine in one place for one reason: nobody says whose.",
        key: { "\($0.object.place)" },
        facts: [
            Fact("frames", .int, doc: "How many were dropped there.") { .number($0.object.place.frames) },
            Fact("proto", .int, doc: "ETH_P_*: 2048 for IPv4, 34525 for IPv6, 2054 for ARP.") {
                .number($0.object.place.proto)
            },
            Fact("symbol", .string, doc: "The kernel's function; empty where it does not name it (before Linux 6.3).") {
                .string($0.object.place.symbol ?? "")
            },
            Fact("reason", .string, doc: "NETFILTER_DROP: the kernel's own word; empty where it gave none.") {
                .string($0.object.place.reason ?? "")
            },
            Fact("words", .string, doc: "by a rule of netfilter: what that means; empty where it is not known.") {
                .string($0.object.words ?? "")
            },
            Fact("stage", .string, doc: "The stage of a trace at which that is; empty where it is not known.") {
                .string($0.object.stage?.rawValue ?? "")
            },
        ])
}

extension View<JudgedDrop> {
    fileprivate var place: NetnsID {
        object.dropPoint?.netns ?? last?.netns ?? analysis.scope.subjects.first ?? NetnsID(inode: 0)
    }

    fileprivate var first: NetnsID {
        let index = object.ladder?.stream.sightings.first?.place
        return index.flatMap(captured)?.netns ?? place
    }

    fileprivate var lastLink: String { last?.ifname ?? object.drop.ifname ?? "" }

    /// Where the capture saw packets of the flow last.
    private var last: PacketCapture.Place? {
        guard let ladder = object.ladder else { return nil }
        let rung = ladder.loss.map { ladder.rungs[$0.after] } ?? ladder.rungs.last { $0.seen > 0 }
        return (rung?.place).flatMap(captured)
    }
}
