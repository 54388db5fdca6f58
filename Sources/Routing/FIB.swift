import Addresses
import NetworkModel

/// A namespace's policy rules and routing tables, ready for lookups.
struct FIB: Sendable {
    let rules: [IPAddress.Family: [Rule]]
    let rulesGap: String?
    let tables: [IPAddress.Family: [UInt32: RoutingTable]]
    let routesGap: [IPAddress.Family: String]
    /// The IPv4 rules are as the namespace was born with them.
    let hasDefaultRules: Bool
    /// Of the IPv6 rules that the namespace was born with some are gone, and there are no others.
    let hasReducedRules6: Bool
    /// There are IPv4 routes of type local that no address brought along.
    let hasCustomLocalRoutes: Bool
    /// Shortest and longest prefix of the IPv6 routes that point to a nexthop object.
    let sharedLengths: [UInt32: ClosedRange<Int>]
    private let stamps: Stamps

    private struct Stamps: Equatable, Sendable {
        let routes: TableStamp<Route>
        let routes6: TableStamp<Route>
        let rules: TableStamp<Rule>
        let nexthops: TableStamp<NextHopObject>
    }

    /// - Parameter earlier: taken over where nothing was read since: a node may have a hundred thousand routes.
    init(_ namespace: Namespace, after earlier: FIB?) {
        let stamps = Stamps(
            routes: namespace.routes.stamp, routes6: namespace.routes6.stamp, rules: namespace.rules.stamp,
            nexthops: namespace.nexthops.stamp)
        if let earlier, earlier.stamps == stamps {
            self = earlier
            return
        }
        self.stamps = stamps
        let objects = Dictionary(namespace.nexthops.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let index = { (table: Table<Route>, family: IPAddress.Family) in
            let rows = table.rows.filter { $0.family == family }
            let entries = rows.map { FIBEntry($0, objects: objects, objectsGap: namespace.nexthops.gap) }
            return Dictionary(grouping: entries, by: \.route.table)
                .mapValues { RoutingTable(family: family, entries: $0) }
        }
        tables = [.inet: index(namespace.routes, .inet), .inet6: index(namespace.routes6, .inet6)]
        var gaps: [IPAddress.Family: String] = [:]
        gaps[.inet] = namespace.routes.gap.map { "routes: \($0)" }
        gaps[.inet6] = namespace.routes6.gap.map { "routes6: \($0)" }
        routesGap = gaps
        // Equal priorities stay in the order of the dump, which is the kernel's list.
        rules = Dictionary(grouping: namespace.rules.rows, by: \.family).mapValues { rules in
            rules.enumerated().sorted { a, b in
                a.element.priority == b.element.priority
                    ? a.offset < b.offset : a.element.priority < b.element.priority
            }.map(\.element)
        }
        rulesGap = namespace.rules.gap.map { "rules: \($0)" }
        hasReducedRules6 = DefaultRules.isOnlyReduced(rules[.inet6] ?? [], .inet6)
        hasDefaultRules = DefaultRules.isUntouched(rules[.inet] ?? [])
        // RTPROT_KERNEL is 2.
        hasCustomLocalRoutes = namespace.routes.rows.contains { $0.type == .local && $0.proto != 2 }
        sharedLengths = namespace.routes6.rows.reduce(into: [:]) { lengths, route in
            guard let nhid = route.nhid else { return }
            let (length, known) = (route.dst.length, lengths[nhid])
            lengths[nhid] = min(known?.lowerBound ?? length, length)...max(known?.upperBound ?? length, length)
        }
    }
}
