import Addresses
import Analysis
import CEL
import NetworkModel
import Routing
import Rules
import Topology

extension FactTables {
    static let nameserver = FactTable<View<Nameserver>>(
        "Nameserver", doc: "A `nameserver` line of the subject's resolv.conf.", key: { $0.object.address },
        facts: [
            Fact("netns", .object("Netns"), doc: "The subject.") { $0.netns($0.object.netns) },
            Fact("address", .string, doc: "The server's address.") { .string($0.object.address.description) },
            Fact("path", .string, doc: "The file, as reached from the host.") { .string($0.object.path) },
            Fact("is_host_file", .bool, doc: "The file is the machine's own, not one for this namespace.") {
                .bool($0.object.isHostFile)
            },
            Fact("is_loopback", .bool, doc: "127.0.0.0/8 or ::1.") { .bool($0.object.isLoopback) },
            Fact("has_listener", .bool, doc: "Someone in the namespace listens on UDP 53 there.") { view in
                CELValue.observed(view.object.hasListener) { .bool($0) }
            },
            Fact("is_routable", .bool, doc: "The namespace has a route to it.") { view in
                CELValue.observed(view.object.decision) { .bool($0.error == nil) } ?? .bool(false)
            },
            Fact("answer", .string, doc: "What the route lookup says.") { view in
                CELValue.observed(view.object.decision) {
                    .string(RouteWords.describe($0, in: view.object.netns, view.analysis))
                }
                    ?? .string("no route")
            },
            Fact(
                "neighbor_state", .string, optional: true,
                doc: "State of the neighbour entry on the way; absent where there is none."
            ) { view in
                CELValue.observed(view.object.neighbor) { .string($0.state.names.joined(separator: ",")) }
            },
        ])

    static let resolver = FactTable<View<ResolverFiles>>(
        "Resolver", doc: "resolv.conf and its like as the target sees them.", key: { $0.object.path },
        facts: [
            Fact("path", .string, doc: "The file, as reached from the host.") { .string($0.object.path) },
            Fact("is_host_file", .bool, doc: "It is the machine's own file.") { .bool($0.object.isHostFile) },
            Fact("exists", .bool, doc: "The file is there.") { view in
                if let reason = view.object.resolvConf.reason { return .unknown(because: reason) }
                return .bool(view.object.resolvConf.value != nil)
            },
            Fact("nameservers", .list(.string), doc: "Addresses of all nameserver lines.") { view in
                CELValue.observed(view.object.resolvConf) { .strings($0.nameservers.map(\.description)) } ?? .list([])
            },
            Fact("bad_nameservers", .list(.string), doc: "Nameserver lines that are no addresses.") { view in
                CELValue.observed(view.object.resolvConf) { .strings($0.badNameservers) } ?? .list([])
            },
            Fact("search", .list(.string), doc: "Search list.") { view in
                CELValue.observed(view.object.resolvConf) { .strings($0.search) } ?? .list([])
            },
            Fact("options", .list(.string), doc: "Options, `ndots:5`.") { view in
                CELValue.observed(view.object.resolvConf) { .strings($0.options) } ?? .list([])
            },
            Fact("ndots", .int, doc: "Names with fewer dots are looked up in the search list first; 1 where unset.") {
                view in
                CELValue.observed(view.object.resolvConf) { .number($0.ndots) } ?? .number(1)
            },
        ])
}
