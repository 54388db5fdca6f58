import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import Topology

extension FactTables {
    static let portPool = FactTable<View<PortPool>>(
        "PortPool", doc: "Local ports for TCP connections to the far end to which a subject has most.",
        key: { "\($0.object.netns)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace whose ports they are.") { $0.netns($0.object.netns) },
            Fact("src", .string, doc: "Local address.") { .string($0.object.src.description) },
            Fact("dst", .string, doc: "Address of the far end.") { .string($0.object.dst.description) },
            Fact("dport", .int, doc: "Port of the far end.") { .number($0.object.dport) },
            Fact("used", .int, doc: "Ports taken.") { .number($0.object.used) },
            Fact("size", .int, doc: "Ports in net.ipv4.ip_local_port_range that are not reserved.") {
                .number($0.object.size)
            },
            Fact("waiting", .int, doc: "Of those taken, in TIME-WAIT.") { .number($0.object.waiting) },
            Fact("affects", .list(.int), doc: "Inode of the namespace.") { .inodes([$0.object.netns]) },
        ])
}
