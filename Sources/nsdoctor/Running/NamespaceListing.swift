import Addresses
import NetworkModel
import Reports
import SnapshotQuery
import Topology

/// Rows of `nsdoctor list`.
enum NamespaceListing {
    static func make(_ snapshot: Snapshot) -> Listing {
        let query = SnapshotQuery(snapshot)
        var listing = Listing(columns: [
            .init("inode", "INODE", isNumber: true), .init("names", "NAME"),
            .init("processes", "PROCS", isNumber: true),
            .init("process", "PROCESS"), .init("container", "CONTAINER"), .init("uplink", "UPLINK"),
            .init("addresses", "ADDRESSES"),
        ])
        for namespace in snapshot.namespaces.values.sorted(by: { ($0.isOwn ? 0 : 1, $0.id) < ($1.isOwn ? 0 : 1, $1.id) }
        ) {
            let processes = namespace.holders?.processes ?? []
            let first = processes.first
            listing.rows.append([
                String(namespace.id.inode),
                namespace.names.isEmpty ? (namespace.isOwn ? "(own)" : "-") : namespace.names.joined(separator: ","),
                String(processes.count), first.map { "\($0.comm) (\($0.pid))" } ?? "-",
                container(of: namespace, snapshot), uplink(of: namespace, query), addresses(of: namespace),
            ])
        }
        return listing
    }

    /// What the listing could not see; where it stands as a fact of a namespace, the cell says `?`.
    static func gaps(_ snapshot: Snapshot) -> [Gap] {
        snapshot.gaps
            + snapshot.namespaces.values.sorted { $0.id < $1.id }.flatMap { namespace in
                gaps(
                    of: namespace,
                    [
                        ("links", namespace.links.gap), ("addresses", namespace.addresses.gap),
                        ("routes", gap(ofRoutes: namespace)),
                    ])
            }
    }

    /// Of what was wanted of a namespace, what could not be read. A command that asks the kernel one question wants no table.
    static func failures(of namespace: Namespace) -> [Gap] {
        gaps(
            of: namespace,
            [
                ("links", namespace.links.failure), ("addresses", namespace.addresses.failure),
                ("routes", namespace.routes.failure ?? namespace.routes6.failure),
            ])
    }

    /// One reason for all is one gap.
    private static func gaps(of namespace: Namespace, _ tables: [(name: String, reason: String?)]) -> [Gap] {
        let label = namespace.names.first ?? String(namespace.id.inode)
        return Dictionary(grouping: tables.filter { $0.reason != nil }, by: { $0.reason ?? "" }).sorted {
            $0.key < $1.key
        }.map {
            Gap(
                netns: namespace.id, fact: "\($0.value.map(\.name).joined(separator: ", ")) of \(label)",
                reason: $0.key)
        }
    }

    private static func gap(ofRoutes namespace: Namespace) -> String? { namespace.routes.gap ?? namespace.routes6.gap }

    private static func container(of namespace: Namespace, _ snapshot: Snapshot) -> String {
        let ids = (namespace.holders?.processes ?? []).lazy.compactMap { snapshot.processes[$0.pid]?.container?.id }
        return ids.first.map { String($0.prefix(12)) } ?? "-"
    }

    /// The link of its default route, and the other end of that.
    private static func uplink(of namespace: Namespace, _ query: SnapshotQuery) -> String {
        let routes = namespace.routes.rows + namespace.routes6.rows
        let route = routes.filter { $0.dst.isDefault && $0.type == .unicast }.min { $0.metric < $1.metric }
        guard let ifindex = route?.nexthops.first?.ifindex, let link = namespace.link(ifindex) else {
            return gap(ofRoutes: namespace) == nil && namespace.links.gap == nil ? "-" : "?"
        }
        guard let far = query.peer(of: LinkRef(namespace.id, ifindex), link)?.to, let farLink = query.link(far).value
        else {
            return link.ifname
        }
        let place =
            query.namespace(far.netns)?.names.first
            ?? (query.namespace(far.netns)?.isOwn == true ? "own" : String(far.netns.inode))
        return "\(link.ifname) -> \(farLink.ifname)@\(place)"
    }

    private static func addresses(of namespace: Namespace) -> String {
        let global = namespace.addresses.rows.filter { $0.address.isGlobal }.map(\.local.description)
        let shown = global.prefix(3).joined(separator: " ")
        return global.isEmpty
            ? (namespace.addresses.gap == nil ? "-" : "?") : global.count > 3 ? "\(shown) +\(global.count - 3)" : shown
    }
}
