import Addresses
import NetworkModel

/// What a repair takes from others in sight, about whom nobody asked: by the snapshot alone, no packet is traced for it.
enum Bystanders {
    /// More namespaces than these are not compared.
    private static let most = 64

    /// In sentences; empty where nobody loses anything.
    static func losses(_ before: Snapshot, _ after: Snapshot, besides subjects: Set<NetnsID>) -> [String] {
        let changed = before.namespaces.keys.sorted().filter { id in
            !subjects.contains(id) && isChanged(before.namespaces[id], after.namespaces[id])
        }
        return changed.prefix(most).flatMap { id -> [String] in
            guard let old = before.namespaces[id], let new = after.namespaces[id] else { return [] }
            let name = old.names.first ?? (old.isOwn ? "the host" : "netns \(id)")
            let lost = [IPAddress.Family.inet, .inet6].filter { hasDefault(old, $0) && !hasDefault(new, $0) }
            return lost.map { "\(name) then has no \($0 == .inet6 ? "IPv6 " : "")default route" }
                + bare(old, new).map { "\(name) then has no address on \($0)" }
        }
    }

    private static func isChanged(_ before: Namespace?, _ after: Namespace?) -> Bool {
        guard let before, let after else { return false }
        return before.addresses.rows != after.addresses.rows || before.routes.rows != after.routes.rows
            || before.routes6.rows != after.routes6.rows
    }

    private static func hasDefault(_ namespace: Namespace, _ family: IPAddress.Family) -> Bool {
        (family == .inet ? namespace.routes : namespace.routes6).rows.contains { route in
            route.type == .unicast && route.dst.isDefault && route.table == RouteTable.main
        }
    }

    /// Names of links that had an address which others may send to, and have none of its family any more.
    private static func bare(_ before: Namespace, _ after: Namespace) -> [String] {
        before.links.rows.compactMap { link in
            let had = Set(before.addresses(on: link.ifindex).filter(\.address.isGlobal).map(\.local.family))
            let has = Set(after.addresses(on: link.ifindex).filter(\.address.isGlobal).map(\.local.family))
            return had.isSubset(of: has) ? nil : link.ifname
        }
    }
}
