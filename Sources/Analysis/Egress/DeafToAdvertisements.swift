import Addresses
import NetworkModel
import SnapshotQuery

/// A router's link that lived on router advertisements and no longer hears them, because the router forwards.
public struct DeafToAdvertisements: Sendable {
    /// The router.
    public let netns: NetnsID
    /// The link with `forwarding` on and `accept_ra` 1.
    public let link: Link
    /// Seconds until the default route goes that an advertisement made; nil where it is gone.
    public let expires: UInt32?
    /// The address that an advertisement made.
    public let address: IPAddress?
    /// Subjects whose traffic it carries.
    public let affected: [NetnsID]
}

extension TargetAnalysis {
    /// IFAPROT_KERNEL_RA and RTPROT_RA.
    private static var kernelRA: Int { 2 }
    private static var routeRA: Int { 9 }

    /// Of routers that forward IPv6 for a subject and have no default route that somebody set.
    public var deafToAdvertisements: [DeafToAdvertisements] {
        members.filter { id in
            routers[id] != nil && affected(by: id).contains { query.familiesInUse(by: $0).contains(.inet6) }
        }
        .flatMap(deafLinks)
    }

    private func deafLinks(of id: NetnsID) -> [DeafToAdvertisements] {
        let defaults = (query.routes(id, .inet6).value ?? []).filter { $0.dst.isDefault && $0.type == .unicast }
        let advertised = defaults.filter { $0.proto == Self.routeRA && $0.expires != nil }
        // Another way out that somebody set stays.
        guard advertised.count == defaults.count else { return [] }
        let made = (query.addresses(id, .inet6).value ?? []).filter {
            $0.address.isGlobal && ($0.flags.contains(.managedTemporary) || $0.proto == Self.kernelRA)
                && !$0.flags.contains(.permanent)
        }
        let links = Set(made.map(\.ifindex) + advertised.compactMap { $0.nexthops.first?.ifindex })
        return links.sorted().compactMap { ifindex in
            guard let link = query.link(id, ifindex).value, let conf = link.inet6, conf.acceptRa == 1,
                (conf.forwarding ?? 0) != 0
            else { return nil }
            return DeafToAdvertisements(
                netns: id, link: link,
                expires: advertised.first { $0.nexthops.first?.ifindex == ifindex }?.expires,
                address: made.first { $0.ifindex == ifindex }?.address, affected: affected(by: id))
        }
    }
}
