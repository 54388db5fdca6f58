import Addresses
import NetworkModel
import SnapshotQuery

/// The links that hear each other's broadcasts: both ends of a pair, or the ports of a bridge with what hangs on them.
public struct Segment: Sendable {
    /// One end on the segment that carries addresses.
    public final class Member: Sendable {
        /// Where a member sits, as far as it had to be found out.
        public enum Place: Hashable, Sendable {
            /// A link of a namespace that was read.
            case at(LinkRef)
            /// The far end of this port, in a namespace that nobody had to open.
            case behind(LinkRef)
        }

        /// Two members are the same where their places are.
        public let place: Place
        public let link: Link
        /// All of the link, usable or not.
        public let addresses: [Address]
        /// The VLAN that its frames without a tag are in; 0 where the bridge takes none of those, nil where it keeps no
        /// VLANs apart, or that is not known.
        public let vlan: Int?

        public init(place: Place, link: Link, addresses: [Address], vlan: Int? = nil) {
            self.place = place
            self.link = link
            self.addresses = addresses
            self.vlan = vlan
        }

        /// Whether it is an attachment's own link, whichever way it was reached.
        public func isSame(as attachment: Attachment) -> Bool {
            switch place {
            case .at(let ref): ref == attachment.ref
            case .behind(let port): port == attachment.outerRef
            }
        }

        /// No VLANs keep the two apart.
        public func hears(_ other: Member) -> Bool {
            guard let vlan, let theirs = other.vlan else { return true }
            return vlan == theirs && vlan != 0
        }
    }

    /// The bridge, where there is one.
    public let bridge: LinkRef?
    /// The bridge's own link; nil where there is no bridge.
    public let bridgeLink: Link?
    /// Ends that carry addresses: the bridge itself, and the far ends of its ports.
    public let members: [Member]
    /// How many ports the bridge has.
    public let portCount: Int
    /// Ports whose far end is not on this node, or could not be read: someone else may sit there.
    public let openPorts: [String]
    /// How many ports were left alone to keep the work in bounds.
    public let unread: Int
    /// Places in `members`, so that a thousand neighbours are compared in one pass.
    let byAddress: [IPAddress: [Int]]
    let byMAC: [LinkLayerAddress: [Int]]
    /// Someone has a global IPv6 address.
    public let hasIPv6: Bool

    init(
        bridge: LinkRef? = nil, bridgeLink: Link? = nil, members: [Member], portCount: Int = 0,
        openPorts: [String] = [],
        unread: Int = 0
    ) {
        self.bridge = bridge
        self.bridgeLink = bridgeLink
        self.members = members
        self.portCount = portCount
        self.openPorts = openPorts
        self.unread = unread
        var byAddress: [IPAddress: [Int]] = [:]
        var byMAC: [LinkLayerAddress: [Int]] = [:]
        for (index, member) in members.enumerated() {
            for address in Set(member.addresses.map(\.address)) { byAddress[address, default: []].append(index) }
            if let mac = member.link.address { byMAC[mac, default: []].append(index) }
        }
        self.byAddress = byAddress
        self.byMAC = byMAC
        hasIPv6 = members.contains { $0.addresses.contains { $0.local.family == .inet6 && $0.address.isGlobal } }
    }

    /// True where everyone on the segment is known, so that "nobody has this address" is a proof.
    public var isClosed: Bool { openPorts.isEmpty && unread == 0 }
}

extension SnapshotQuery {
    /// Neighbours on one bridge whose namespaces are opened for one diagnosis; a node view has them all anyway.
    public static let siblingBudget = 32

    /// Everyone on a bridge, as far as the budget reaches; the ports in `first` come first where it does not reach all.
    public func segment(of bridge: LinkRef, _ link: Link, first: Set<Int> = []) -> Observed<Segment> {
        if first.isEmpty || snapshot.isNodeWide {
            once(topology.segments, bridge) { findSegment(of: bridge, link, first: []) }
        } else {
            findSegment(of: bridge, link, first: first)
        }
    }

    private func findSegment(of bridge: LinkRef, _ link: Link, first: Set<Int>) -> Observed<Segment> {
        portList(of: bridge).map { ports in
            var members: [Segment.Member] = []
            var open: [String] = []
            if case .known(let addresses) = addresses(bridge.netns, on: bridge.ifindex) {
                members.append(
                    .init(place: .at(bridge), link: link, addresses: addresses, vlan: vlan(of: bridge, link)))
            }
            let ordered = ports.filter(first.contains) + ports.filter { !first.contains($0) }
            let budget = snapshot.isNodeWide ? ordered.count : Self.siblingBudget
            for port in ordered.prefix(budget) {
                let ref = LinkRef(bridge.netns, port)
                if let member = farEnd(of: ref) {
                    members.append(
                        .init(
                            place: member.place, link: member.link, addresses: member.addresses,
                            vlan: vlan(of: ref, link)))
                } else {
                    open.append(self.link(ref).value?.ifname ?? "link \(port)")
                }
            }
            return Segment(
                bridge: bridge, bridgeLink: link, members: members, portCount: ports.count, openPorts: open,
                unread: max(0, ordered.count - budget))
        }
    }

    private func vlan(of port: LinkRef, _ bridge: Link) -> Int? {
        guard bridge.filtersVLANs else { return nil }
        let vlan = pvid(of: port)
        return vlan.isAbsent ? 0 : vlan.value
    }

    /// What hangs on a port: the other end of its pair with its addresses; nil where that is not on this node or not
    /// readable.
    public func farEnd(of port: LinkRef) -> Segment.Member? {
        once(topology.farEnds, port) { findFarEnd(of: port) }
    }

    private func findFarEnd(of port: LinkRef) -> Segment.Member? {
        guard case .known(let link) = self.link(port), link.isPair, let index = link.linkIndex else { return nil }
        if let nsid = link.linkNetnsid, namespace(port.netns)?.nsids[nsid] == nil {
            guard case .known(let peek) = peek(port.netns, nsid: nsid, ifindex: index),
                peek.link.isPair, peek.link.linkIndex == port.ifindex
            else { return nil }
            return Segment.Member(place: .behind(port), link: peek.link, addresses: peek.addresses)
        }
        guard let far = peer(of: port, link)?.to, case .known(let farLink) = self.link(far),
            case .known(let addresses) = addresses(far.netns, on: far.ifindex)
        else { return peeked(port, link, index) }
        return Segment.Member(place: .at(far), link: farLink, addresses: addresses)
    }

    /// What an earlier look through the port has shown, while the namespace that was opened since is being read.
    private func peeked(_ port: LinkRef, _ link: Link, _ index: Int) -> Segment.Member? {
        guard let nsid = link.linkNetnsid,
            case .known(let peek)? = namespace(port.netns)?.peeks[Peek.key(nsid: nsid, ifindex: index)],
            peek.link.isPair, peek.link.linkIndex == port.ifindex
        else { return nil }
        return Segment.Member(place: .behind(port), link: peek.link, addresses: peek.addresses)
    }

    /// The link at a place, in a namespace that is opened for it if need be.
    public func resolve(_ place: Segment.Member.Place) -> LinkRef? {
        switch place {
        case .at(let ref): ref
        case .behind(let port): link(port).value.flatMap { peer(of: port, $0)?.to }
        }
    }

    /// The two ends of a pair as a segment of their own.
    public func segment(of attachment: Attachment) -> Segment? {
        guard let far = attachment.outerRef, case .known(let outer) = attachment.outer,
            case .known(let addresses) = addresses(far.netns, on: far.ifindex)
        else { return nil }
        return Segment(members: [
            .init(place: .at(attachment.ref), link: attachment.link, addresses: attachment.addresses),
            .init(place: .at(far), link: outer, addresses: addresses),
        ])
    }
}
