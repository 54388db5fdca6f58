import Addresses
import Analysis
import CEL
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery
import Topology

extension FactTables {
    static let duplicate = FactTable<View<Duplicate>>(
        "Duplicate", doc: "An address that two neighbours on one bridge believe to be theirs.",
        key: { "\($0.object.value) \($0.object.mine.place)" },
        facts: [
            Fact("what", .string, doc: "ip or mac.") { .string($0.object.what.rawValue) },
            Fact("value", .string, doc: "The address.") { .string($0.object.value) },
            Fact("netns", .object("Netns"), doc: "The subject.") { $0.netns(subject($0)) },
            Fact("link", .string, doc: "The subject's link.") { .string($0.object.mine.link.ifname) },
            Fact("address", .string, doc: "Hardware address of the subject's link.") {
                .string($0.object.mine.link.address?.description ?? "")
            },
            Fact("bridge", .string, doc: "The bridge between them.") {
                .string($0.analysis.routerCache.name(of: $0.object.bridge))
            },
            Fact(
                "others", .list(.string),
                doc: "Who else has it: `eth0 in p2`; for an IP address with the hardware address, `eth0 in p2 (02:…)`."
            ) { view in
                .strings(
                    view.object.others.map { other in
                        // Who has to be named is worth opening a namespace for.
                        let place = view.analysis.query.resolve(other.place).map {
                            view.analysis.routerCache.name(of: $0)
                        }
                        // Of a hardware address there is no more to say.
                        let mac = view.object.what == .ip ? other.link.address.map { " (\($0))" } : nil
                        return (place ?? view.analysis.routerCache.name(of: other.place)) + (mac ?? "")
                    })
            },
            Fact("other_link", .object("Link"), optional: true, doc: "The first of those, where it may be looked at.") {
                view in
                view.object.others.first.flatMap { view.analysis.query.resolve($0.place) }.flatMap { view.link($0) }
            },
            Fact("other_local", .string, doc: "The IP address as that one has it, with prefix length; else empty.") {
                view in
                let own = view.object.others.first?.addresses.first { $0.address.description == view.object.value }
                return .string(own?.local.description ?? "")
            },
            Fact("is_bridges", .bool, doc: "The bridge itself has it, too.") { view in
                .bool(view.object.others.contains { $0.place == .at(view.object.bridge) })
            },
            Fact("free_address", .string, doc: "A hardware address that nobody on the bridge has.") { view in
                .string(view.analysis.freeAddress(near: view.object)?.description ?? "")
            },
            Fact(
                "own_local", .string,
                doc: "The IP address as the subject has it, with prefix length, where another one is free; else empty."
            ) { view in
                .string(view.analysis.readdressing(of: view.object)?.old.description ?? "")
            },
            Fact("free_local", .string, doc: "`10.1.0.12/24`: one that nobody in sight has; else empty.") { view in
                .string(view.analysis.readdressing(of: view.object)?.new.description ?? "")
            },
            Fact(
                "gateway", .string,
                doc: "The next hop of the subject's default route, which is lost with its address; else empty."
            ) { view in
                .string(view.analysis.readdressing(of: view.object)?.gateway?.description ?? "")
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([subject($0)]) },
        ])

    private static func subject(_ view: View<Duplicate>) -> NetnsID {
        if case .at(let ref) = view.object.mine.place { return ref.netns }
        return view.analysis.attachments.first { view.object.mine.place == $0.outerRef.map { .behind($0) } }?.ref.netns
            ?? view.object.bridge.netns
    }

    static let mismatch = FactTable<View<NeighborMismatch>>(
        "NeighborMismatch", doc: "A cached hardware address that is not the owner's.",
        key: { "\($0.object.ref) \($0.object.neighbor.dst)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace with the stale entry.") { $0.netns($0.object.netns) },
            Fact("link", .object("Link"), doc: "The link of the entry.") { $0.link($0.object.ref, $0.object.link) },
            Fact("dst", .string, doc: "The neighbour's address.") { .string($0.object.neighbor.dst.description) },
            Fact("state", .string, doc: "State of the entry.") {
                .string($0.object.neighbor.state.names.joined(separator: ","))
            },
            Fact("is_permanent", .bool, doc: "Somebody wrote the entry for good: nobody is asked again.") {
                .bool($0.object.isPermanent)
            },
            Fact("lladdr", .string, doc: "The cached hardware address.") {
                .string($0.object.neighbor.lladdr?.description ?? "")
            },
            Fact("expected", .list(.string), doc: "The owner's hardware addresses.") {
                .strings($0.object.expected.map(\.description))
            },
            Fact("owner", .string, doc: "Who really has the address.") { .string($0.object.ownerName) },
            Fact("bridge", .string, optional: true, doc: "The bridge whose own address is meant.") {
                ($0.object.bridge?.ifname).map { .string($0) }
            },
            Fact(
                "bridge_follows_port", .bool,
                doc: "The bridge's hardware address is that of one of its ports: it was never pinned."
            ) {
                .bool($0.object.bridgeFollowsPort)
            },
            Fact("holder", .string, optional: true, doc: "Who else on the bridge has the cached address.") {
                $0.object.holder.map { .string($0) }
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic is meant.") {
                .inodes($0.object.affected)
            },
        ])

    static let prefixConflict = FactTable<View<PrefixConflict>>(
        "PrefixConflict", doc: "Two ends of one network that disagree about its size.",
        key: { "\($0.object.attachment.ref) \($0.object.mine.local)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The subject.") { $0.netns($0.object.attachment.ref.netns) },
            Fact("link", .object("Link"), doc: "The subject's link.") {
                $0.link($0.object.attachment.ref, $0.object.attachment.link)
            },
            Fact("mine", .string, doc: "The subject's address with prefix length.") {
                .string($0.object.mine.local.description)
            },
            Fact("address", .string, doc: "The subject's address alone.") {
                .string($0.object.mine.address.description)
            },
            Fact("theirs", .string, doc: "The address at the other side.") {
                .string($0.object.theirs.local.description)
            },
            Fact("their_address", .string, doc: "That address alone.") {
                .string($0.object.theirs.address.description)
            },
            Fact("their_length", .int, doc: "Prefix length at the other side.") {
                .number($0.object.theirs.local.length)
            },
            Fact("their_link", .string, doc: "Its link.") {
                .string($0.analysis.routerCache.name(of: $0.object.theirRef))
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.attachment.ref.netns]) },
        ])
}
