import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// A bridge port, or a bridge itself, that is not in the VLAN in which a packet comes by.
public struct VLANGap: Sendable {
    /// The port, or the bridge, whose VLANs are to be changed.
    public let port: LinkRef
    public let link: Link
    /// The bridge that filters.
    public let bridge: Link
    /// The VLANs that it is in now, as `bridge vlan` has them.
    public let vlans: [BridgeVLAN]
    /// The VLAN that it should be in; nil where nobody can tell.
    public let vlan: Int?
    /// Frames of it would have no tag there.
    public let isUntagged: Bool

    /// It is the bridge that is to be changed.
    public var isSelf: Bool { link.ifindex == bridge.ifindex }

    /// As `bridge vlan show` would have it then; empty where nobody can tell.
    public var wanted: String {
        vlan.map { BridgeVLAN(first: $0, last: $0, pvid: isUntagged, untagged: isUntagged).words } ?? ""
    }

    /// The words of a command that puts it in.
    public var repair: [String]? {
        guard let vlan else { return nil }
        return ["bridge", "vlan", "add", "dev", link.ifname, "vid", "\(vlan)"]
            + (isUntagged ? ["pvid", "untagged"] : []) + (isSelf ? ["self"] : [])
    }
}

extension TargetAnalysis {
    /// What of a bridge's VLANs stops a packet; nil where no bridge does that.
    public func vlanGap(of path: AskedPath) -> VLANGap? {
        guard let trace = path.ending, let dropPoint = trace.dropPoint,
            case .vlan(let tag, let isIngress)? = dropPoint.detail,
            let site = site(of: dropPoint, trace)
        else { return nil }
        return gap(at: site, tag, isIngress: isIngress, trace)
    }

    private struct Site {
        var port: LinkRef
        var link: Link
        var bridge: LinkRef
        var bridgeLink: Link
        /// It was sent out of the port with a tag, and nobody behind knows that.
        var isTagOnly = false
    }

    private func site(of dropPoint: DropPoint, _ trace: Trace) -> Site? {
        guard let ref = dropPoint.link, let link = query.link(ref).value else { return nil }
        if link.filtersVLANs { return Site(port: ref, link: link, bridge: ref, bridgeLink: link) }
        if let site = site(ref, link) { return site }
        // Behind the port by which it left the bridge last.
        let ports = (dropPoint.solicitation.map { _ in [] } ?? trace.hops).filter { hop in
            hop.stage == .bridge && hop.action == .forward
        }
        let last = ports.last?.link ?? query.attachment(of: ref, link)?.outerRef
        guard let last, let port = query.link(last).value else { return nil }
        return site(last, port).map { site in
            var site = site
            site.isTagOnly = true
            return site
        }
    }

    private func site(_ ref: LinkRef, _ link: Link) -> Site? {
        guard let master = link.master, let bridge = query.link(ref.netns, master).value, bridge.filtersVLANs else {
            return nil
        }
        return Site(port: ref, link: link, bridge: LinkRef(ref.netns, master), bridgeLink: bridge)
    }

    private func gap(at site: Site, _ tag: UInt16?, isIngress: Bool, _ trace: Trace) -> VLANGap? {
        guard let own = query.bridgeVLANs(of: site.port).value else { return nil }
        func gap(_ ref: LinkRef, _ link: Link, _ vlan: Int?, isUntagged: Bool) -> VLANGap {
            VLANGap(
                port: ref, link: link, bridge: site.bridgeLink, vlans: query.bridgeVLANs(of: ref).value ?? own,
                vlan: vlan, isUntagged: isUntagged)
        }
        let users = untaggedUsers(of: site.bridge, besides: site.port)
        guard let tag = tag.map(Int.init) else {
            // What most others use, else the bridge's own choice for new ports.
            let usual = users.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
            let preset = site.bridgeLink.defaultPVID
            return gap(site.port, site.link, usual ?? preset, isUntagged: true)
        }
        if site.isTagOnly { return gap(site.port, site.link, tag, isUntagged: true) }
        if isIngress { return gap(site.port, site.link, tag, isUntagged: false) }
        // Of two that are in different VLANs the one is wrong that is alone in its own.
        let theirs = own.first(where: \.pvid)?.first
        if let sender = sender(of: trace, site, tag), let theirs {
            let withSender = (users[tag] ?? []).count { $0 != sender.ref }
            if (users[theirs] ?? []).count >= withSender {
                return gap(sender.ref, sender.link, theirs, isUntagged: true)
            }
        }
        // Who shares an untagged VLAN with others keeps it.
        let isFree = theirs.map { (users[$0] ?? []).isEmpty } ?? own.allSatisfy(\.untagged)
        return gap(site.port, site.link, tag, isUntagged: isFree && takesUntagged(site))
    }

    /// Somebody who knows no tags: the bridge's own address, the far end of a pair.
    private func takesUntagged(_ site: Site) -> Bool {
        guard site.link.filtersVLANs else { return site.link.isPair }
        return !(query.addresses(site.port.netns, on: site.port.ifindex).value ?? []).isEmpty
    }

    /// Whose frames without a tag are in which VLAN: ports that were read, and the bridge itself.
    private func untaggedUsers(of bridge: LinkRef, besides one: LinkRef) -> [Int: [LinkRef]] {
        let ports = (query.portList(of: bridge).value ?? []).map { LinkRef(bridge.netns, $0) }
        let all = (ports + [bridge]).filter { $0 != one }
        let pairs = all.compactMap { ref in query.pvid(of: ref).value.map { ($0, [ref]) } }
        return Dictionary(pairs, uniquingKeysWith: +)
    }

    /// The port, or the bridge itself, whose untagged frames are in the VLAN, if the packet came from there.
    private func sender(of trace: Trace, _ site: Site, _ vlan: Int) -> (ref: LinkRef, link: Link)? {
        let candidates =
            trace.hops.reversed().compactMap(\.link) + [trace.dropPoint?.solicitation?.link].compactMap { $0 }
        for ref in candidates {
            let ends = [ref, query.link(ref).value.flatMap { query.attachment(of: ref, $0)?.outerRef }]
            for end in ends.compactMap({ $0 }) where end != site.port {
                guard let link = query.link(end).value, end == site.bridge || link.master == site.bridge.ifindex,
                    end.netns == site.bridge.netns, query.pvid(of: end).value == vlan
                else { continue }
                return (end, link)
            }
        }
        return nil
    }
}

extension Link {
    /// `vlan_default_pvid`; nil where new ports are in none.
    fileprivate var defaultPVID: Int? {
        guard case .bridge(let info) = info, let pvid = info.vlanDefaultPvid, pvid > 0 else { return nil }
        return Int(pvid)
    }
}

extension BridgeVLAN {
    /// As `bridge vlan show` has it.
    public var words: String {
        (first == last ? "\(first)" : "\(first)-\(last)") + (pvid ? " PVID" : "") + (untagged ? " Egress Untagged" : "")
    }
}
