import Addresses
import NetworkModel
import SnapshotQuery

/// Whose an address on a segment is, by the tables of those who sit there: not who answers for it, which is a matter of
/// packets and settings.
public struct AddressHolder: Hashable, Sendable {
    /// The link that has the address.
    public let place: Segment.Member.Place
    /// Hardware addresses to which frames for it may rightly go.
    public let lladdrs: [LinkLayerAddress]

    /// The namespace that has it; nil where nobody had to open it.
    public var netns: NetnsID? {
        if case .at(let ref) = place { ref.netns } else { nil }
    }

    public init(place: Segment.Member.Place, lladdrs: [LinkLayerAddress]) {
        self.place = place
        self.lladdrs = lladdrs
    }
}

extension SnapshotQuery {
    /// Looks for the holder of `address` on the segment of an attachment. Absent is a proof: everyone on the segment is
    /// known and nobody has it.
    public func holder(of address: IPAddress, on attachment: Attachment) -> Observed<AddressHolder> {
        switch attachment.manner {
        case .uplink: return .unknown("\(attachment.link.ifname) leads off this node")
        case .child: return .unknown("the network below \(attachment.link.ifname) is not part of this node")
        case .tun: return .unknown("\(attachment.link.ifname) is served by a process")
        case .enslaved: return .unknown("the far end of \(attachment.link.ifname) is in no bridge that we can read")
        case .unresolved: return .unknown(attachment.reason ?? "the far end of \(attachment.link.ifname) is unknown")
        case .bridged:
            guard let bridge = attachment.bridge else { return .unknown("the bridge was not read") }
            // The bridge takes frames for its own address, and those for the port's that arrive on that very port.
            let lladdrs = [bridge.link.address, attachment.outer.value?.address].compactMap { $0 }
            let host = host(with: address, behind: bridge.ref, lladdrs)
            return host.isAbsent ? member(with: address, on: bridge.ref, bridge.link, heardBy: attachment) : host
        case .direct, .routed, .detached:
            guard let outer = attachment.outerRef, case .known(let link) = attachment.outer else {
                return .unknown("the far end of \(attachment.link.ifname) is unknown")
            }
            return host(with: address, behind: outer, [link.address].compactMap { $0 })
        }
    }

    /// The same from the bridge itself: one of those behind its ports.
    public func holder(of address: IPAddress, onBridge ref: LinkRef, _ link: Link) -> Observed<AddressHolder> {
        guard link.infoKind == "bridge" else { return .unknown("\(link.ifname) leads off this node") }
        return member(with: address, on: ref, link, heardBy: nil)
    }

    private func member(
        with address: IPAddress, on bridge: LinkRef, _ link: Link, heardBy asker: Attachment?
    ) -> Observed<AddressHolder> {
        segment(of: bridge, link).flatMap { segment in
            let own = asker.flatMap { asker in segment.members.first { $0.isSame(as: asker) } }
            for member in segment.members where member.addresses.contains(where: { $0.address == address }) {
                if let own, !own.hears(member) { continue }
                return .known(
                    AddressHolder(place: member.place, lladdrs: [member.link.address].compactMap { $0 }))
            }
            if segment.isClosed { return .absent }
            let open = segment.openPorts.prefix(3).joined(separator: ", ")
            return .unknown(
                segment.openPorts.isEmpty
                    ? "\(segment.unread) more ports of \(link.ifname) were not looked at"
                    : "behind port \(open) of \(link.ifname) someone may have it")
        }
    }

    /// An address belongs to the whole namespace, whichever of its links has it; a link-local one only to its link.
    private func host(with address: IPAddress, behind ref: LinkRef, _ lladdrs: [LinkLayerAddress])
        -> Observed<AddressHolder>
    {
        let isOfLink = address.family == .inet6
        let addresses =
            isOfLink && address.isLinkLocal
            ? addresses(ref.netns, on: ref.ifindex) : addresses(ref.netns, address.family)
        return addresses.flatMap { addresses in
            let local = addresses.first { $0.address == address && (!isOfLink || $0.ifindex == ref.ifindex) }
            guard let local else { return .absent }
            return .known(AddressHolder(place: .at(LinkRef(ref.netns, local.ifindex)), lladdrs: lladdrs))
        }
    }
}
