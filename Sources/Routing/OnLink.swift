import Addresses
import NetworkModel

/// A route without gateway: its destinations are neighbours on the link.
public struct LinkRoute: Hashable, Sendable {
    /// The whole route, of which this is one next hop.
    public var route: Route
    /// The device that leads there.
    public var ifindex: Int

    /// The destinations that are neighbours.
    public var prefix: IPPrefix { route.dst }
}

/// Why a gateway can be resolved on a link.
public enum OnLink: Hashable, Sendable {
    case covered(LinkRoute)
    /// fe80::/10 is on the link of every device (RFC 4291, 2.5.6), with or without a route.
    case linkLocal
}

extension Router {
    /// The most specific on-link route that covers a gateway by its device. A default route counts only if it is
    /// itself on-link, and never the one whose gateway is asked about. Absent: nothing covers it, so the kernel can
    /// only have taken it as `onlink`, or the prefix was narrowed afterwards.
    public func isOnLink(_ gateway: IPAddress, oif: Int) -> Observed<OnLink> {
        let family = gateway.family
        if family == .inet6, gateway.isLinkLocal { return .known(.linkLocal) }
        if let gap = fib.routesGap[family] { return .unknown(gap) }
        var best: LinkRoute?
        for table in (fib.tables[family] ?? [:]).values {
            for (length, _, node) in table.nodes(covering: gateway) {
                guard length > best?.prefix.length ?? -1 else { break }
                let direct = (node.entries + node.subtree.flatMap(\.entries)).first { entry in
                    entry.type == .unicast
                        && entry.nexthops.contains {
                            $0.gateway == nil && $0.ifindex == oif && !$0.flags.contains(.dead)
                        }
                }
                if let direct { best = LinkRoute(route: direct.route, ifindex: oif) }
            }
        }
        return best.map { .known(.covered($0)) } ?? .absent
    }

    /// Pairs of on-link prefixes of different devices in one table that share addresses: the longer one, or the lower
    /// metric, takes the traffic of both.
    public func overlappingLinkRoutes(_ family: IPAddress.Family) -> Observed<[(LinkRoute, LinkRoute)]> {
        if let gap = fib.routesGap[family] { return .unknown(gap) }
        var pairs: [(LinkRoute, LinkRoute)] = []
        for (_, table) in (fib.tables[family] ?? [:]).sorted(by: { $0.key < $1.key }) {
            // Sorted by address and length, whatever overlaps a prefix follows it before the prefix ends.
            let routes = table.linkRoutes.sorted { ($0.prefix.network, $0.ifindex) < ($1.prefix.network, $1.ifindex) }
            for (index, outer) in routes.enumerated() {
                for inner in routes[(index + 1)...] {
                    guard outer.prefix.contains(inner.prefix) else { break }
                    if inner.ifindex != outer.ifindex { pairs.append((outer, inner)) }
                }
            }
        }
        return .known(pairs)
    }
}

extension RoutingTable {
    /// Routes that an address or an administrator put on a link; IPv6's fe80::/64 and ff00::/8, which every device has,
    /// are left out.
    var linkRoutes: [LinkRoute] {
        entries.compactMap { entry in
            let dst = entry.route.dst.address
            guard entry.type == .unicast, entry.nexthops.count == 1, let hop = entry.nexthops.first,
                hop.gateway == nil, let ifindex = hop.ifindex, !entry.route.dst.isDefault
            else { return nil }
            return dst.isMulticast || dst.isLinkLocal && dst.family == .inet6
                ? nil : LinkRoute(route: entry.route, ifindex: ifindex)
        }
    }
}
