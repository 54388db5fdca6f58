import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import TerminalText
import Topology

// What other programs of the node do with links and addresses, and what the kernel says of namespaces that it cannot
// end.

extension FactTables {
    static let userModeNetwork = FactTable<View<UserModeNetwork>>(
        "UserModeNetwork",
        doc: "A tap device by which a subject gets out, and the program that plays the network there.",
        key: { $0.object.link },
        facts: [
            Fact("netns", .object("Netns"), doc: "The subject.") { $0.netns($0.object.netns) },
            Fact("ifname", .string, doc: "Name of the device.") { .string($0.object.ifname) },
            Fact("pid", .int, doc: "The program's number in our own PID namespace.") { .number($0.object.reader.pid) },
            Fact("comm", .string, doc: "Its own name for itself: slirp4netns, pasta …") {
                .string($0.object.reader.comm)
            },
            Fact("addresses", .list(.string), doc: "The subject's addresses on the device.") { view in
                CELValue.observed(view.analysis.query.addresses(view.object.netns, on: view.object.link.ifindex)) {
                    .strings($0.filter(\.address.isGlobal).map(\.address.description))
                }
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.netns]) },
        ])

    static let managedLink = FactTable<View<ManagedLink>>(
        "ManagedLink", doc: "A link of the node that lacks what a subject needs, and that some program configures.",
        key: { "\($0.object.link) \($0.object.address)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace of the link.") { $0.netns($0.object.link.netns) },
            Fact("ifname", .string, doc: "Its name.") { view in
                .string(view.analysis.query.link(view.object.link).value?.ifname ?? "")
            },
            Fact("ifindex", .int, doc: "Its number.") { .number($0.object.link.ifindex) },
            Fact("subject", .object("Netns"), doc: "The namespace that needs it.") { $0.netns($0.object.subject) },
            Fact("lack", .string, doc: "route: the node's route to the subject; address: the subject's gateway.") {
                .string($0.object.lack.rawValue)
            },
            Fact("address", .string, doc: "The subject's address, or the gateway's.") {
                .string($0.object.address.description)
            },
            Fact("program", .string, doc: "systemd-networkd or NetworkManager.") {
                .string($0.object.manager.program.rawValue)
            },
            Fact("profile", .string, doc: "networkd's .network file, or the uuid of NetworkManager's connection.") {
                .string($0.object.manager.profile)
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.subject]) },
        ])

    static let addressPool = FactTable<AddressPoolUse>(
        "AddressPool", doc: "Addresses of a CNI network (host-local) of which nearly all are reserved.",
        key: { "\($0.pool.folder) \($0.pool.size)" },
        facts: [
            Fact("network", .string, doc: "The network's name.") { .string($0.pool.network) },
            Fact("folder", .string, doc: "Where its reservations lie.") { .string($0.pool.folder) },
            Fact("config", .string, doc: "The file that says which addresses there are.") { .string($0.pool.config) },
            Fact("size", .int, doc: "How many addresses there are.") { .number($0.pool.size) },
            Fact("reserved", .int, doc: "How many of them are reserved.") { .number($0.pool.reserved) },
            Fact(
                "leaked", .int, optional: true,
                doc: "How many of those no namespace has; absent where not all namespaces were seen."
            ) { $0.leaked.map { .number($0.count) } },
            Fact("leaked_files", .list(.string), doc: "The files of some of those, at most eight.") { use in
                .strings((use.leaked ?? []).prefix(8).map { "\(use.pool.folder)/\($0.address)" })
            },
            Fact("empty", .int, doc: "How many files are empty: a crash left them.") { use in
                .number(use.pool.reservations.filter(\.owner.isEmpty).count)
            },
        ])

    static let stuckDevice = FactTable<StuckDevice>(
        "StuckDevice", doc: "A device that the kernel waits for to take a namespace down, by its log.", key: \.ifname,
        facts: [
            Fact("ifname", .string, doc: "The device's name in its namespace.") { .string($0.ifname) },
            Fact("references", .int, doc: "How many references are left.") { .number($0.references) },
            Fact("times", .int, doc: "How often the log says so.") { .number($0.times) },
            Fact("age", .int, doc: "Seconds since it was said last.") { .number($0.age) },
        ])
}
