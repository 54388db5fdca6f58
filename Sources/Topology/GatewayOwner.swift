import Addresses
import NetworkModel
import SnapshotQuery

/// Who would answer when a namespace asks its link for a gateway's hardware address.
public struct GatewayOwner: Hashable, Sendable {
    public enum How: String, Hashable, Sendable {
        /// A local address of that namespace.
        case address
        /// Proxy ARP or NDP.
        case proxy
    }

    /// The link that has the address, or that proxies.
    public let place: Segment.Member.Place
    public let how: How
    /// Hardware addresses to which frames for the gateway may rightly go.
    public let lladdrs: [LinkLayerAddress]

    /// The namespace that answers; nil where nobody had to open it.
    public var netns: NetnsID? {
        if case .at(let ref) = place { ref.netns } else { nil }
    }

    public init(place: Segment.Member.Place, how: How, lladdrs: [LinkLayerAddress]) {
        self.place = place
        self.how = how
        self.lladdrs = lladdrs
    }
}

extension SnapshotQuery {
    /// Looks for the owner of `address` on the segment of an attachment. Absent is a proof: everyone on the segment is
    /// known and nobody has it.
    public func owner(of address: IPAddress, on attachment: Attachment) -> Observed<GatewayOwner> {
        switch attachment.manner {
        case .uplink: return .unknown("\(attachment.link.ifname) leads off this node")
        case .child: return .unknown("the network below \(attachment.link.ifname) is not part of this node")
        case .tun: return .unknown("\(attachment.link.ifname) is served by a process")
        case .enslaved: return .unknown("the far end of \(attachment.link.ifname) is in no bridge that we can read")
        case .unresolved: return .unknown(attachment.reason ?? "the far end of \(attachment.link.ifname) is unknown")
        case .bridged: return bridgeOwner(of: address, on: attachment)
        case .direct, .routed, .detached:
            guard let outer = attachment.outerRef, case .known(let link) = attachment.outer else {
                return .unknown("the far end of \(attachment.link.ifname) is unknown")
            }
            return hostOwner(of: address, behind: outer, link, lladdrs: [link.address].compactMap { $0 })
        }
    }

    private func bridgeOwner(of address: IPAddress, on attachment: Attachment) -> Observed<GatewayOwner> {
        guard let bridge = attachment.bridge else { return .unknown("the bridge was not read") }
        // The bridge takes frames for its own address, and those for the port's that arrive on that very port.
        let lladdrs = [bridge.link.address, attachment.outer.value?.address].compactMap { $0 }
        let host = hostOwner(of: address, behind: bridge.ref, bridge.link, lladdrs: lladdrs)
        guard host.isAbsent else { return host }
        switch segment(of: bridge.ref, bridge.link) {
        case .unknown(let reason): return .unknown(reason)
        case .absent: return .absent
        case .known(let segment):
            for member in segment.members where member.addresses.contains(where: { $0.address == address }) {
                return .known(
                    GatewayOwner(place: member.place, how: .address, lladdrs: [member.link.address].compactMap { $0 }))
            }
            if segment.isClosed { return .absent }
            let open = segment.openPorts.prefix(3).joined(separator: ", ")
            return .unknown(
                segment.openPorts.isEmpty
                    ? "\(segment.unread) more ports of \(bridge.link.ifname) were not looked at"
                    : "behind port \(open) of \(bridge.link.ifname) someone may have it")
        }
    }

    /// A namespace answers for every local address on any of its links (the weak host model), unless arp_ignore says
    /// otherwise, and for what it proxies.
    private func hostOwner(
        of address: IPAddress, behind ref: LinkRef, _ link: Link, lladdrs: [LinkLayerAddress]
    ) -> Observed<GatewayOwner> {
        if address.isLinkLocal && address.family == .inet6 {
            return addresses(ref.netns, on: ref.ifindex).flatMap { addresses in
                addresses.contains { $0.address == address }
                    ? .known(GatewayOwner(place: .at(ref), how: .address, lladdrs: lladdrs)) : .absent
            }
        }
        switch addresses(ref.netns, address.family) {
        case .unknown(let reason): return .unknown(reason)
        case .absent: break
        case .known(let addresses):
            let strict = (link.inet?.arpIgnore ?? 0) >= 1 || address.family == .inet6
            for local in addresses where local.address == address && (!strict || local.ifindex == ref.ifindex) {
                let place = Segment.Member.Place.at(LinkRef(ref.netns, local.ifindex))
                return .known(GatewayOwner(place: place, how: .address, lladdrs: lladdrs))
            }
        }
        // The node may proxy the address (arp_fwd_proxy in the kernel) or have it in its table of proxied neighbours.
        if address.family == .inet ? link.inet?.proxyArp == 1 : link.inet6?.proxyNdp == 1 {
            return .known(GatewayOwner(place: .at(ref), how: .proxy, lladdrs: lladdrs))
        }
        return .absent
    }
}
