import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery

extension FactTables {
    static let guest = FactTable<View<Guest>>(
        "Guest", doc: "A network card of the target, where that is a virtual machine.", key: { $0.object.tap },
        facts: [
            Fact("netns", .object("Netns"), doc: "Where its tap is.") { $0.netns($0.object.tap.netns) },
            Fact("link", .object("Link"), doc: "The tap.") { $0.link($0.object.tap, $0.object.link) },
            Fact("machine", .string, doc: "What the machine is called.") { .string($0.object.machine) },
            Fact("addresses", .list(.string), doc: "Those that the host has heard behind the tap.") {
                .strings($0.object.hosts.map(\.address.description))
            },
            Fact(
                "is_plugged", .bool, doc: "Frames from it go on: the tap is up, and a port or a link that is routed by."
            ) {
                .bool($0.analysis.isPlugged($0.object))
            },
            Fact(
                "bridge", .string,
                doc:
                    "The bridge that has heard it, or the only one whose network its address is of; empty where nothing says so."
            ) {
                .string($0.analysis.bridge(for: $0.object)?.ifname ?? "")
            },
            Fact("affects", .list(.int), doc: "Inode of that namespace.") { .inodes([$0.object.tap.netns]) },
        ])
}
