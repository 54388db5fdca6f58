import NetworkModel
import SnapshotQuery

extension Link {
    /// Kinds that come in pairs, whose IFLA_LINK is the other end.
    public var isPair: Bool { infoKind == "veth" || infoKind == "netkit" }

    /// Kinds whose IFLA_LINK is a device that carries their packets.
    public var hasLower: Bool {
        switch infoKind {
        case "macvlan", "macvtap", "ipvlan", "ipvtap", "vlan", "macsec": true
        // Tunnels name a device only where they are bound to one.
        case "vxlan", "geneve", "ipip", "sit", "gre", "gretap", "ip6tnl", "ip6gre", "vti", "vti6": linkIndex ?? 0 != 0
        default: false
        }
    }
}

extension SnapshotQuery {
    /// The namespace at the other end of a pair, where `ref` is one and its peer was found.
    public func farNamespace(_ ref: LinkRef) -> NetnsID? {
        link(ref).value.flatMap { peer(of: ref, $0) }?.to?.netns
    }

    /// The other end of a pair. `(IFLA_LINK, IFLA_LINK_NETNSID)` says where it is, in the namespace ids of the link's
    /// own namespace; it is proved once the far end says the same of us.
    public func peer(of ref: LinkRef, _ link: Link) -> Edge? {
        guard link.isPair else { return nil }
        guard let index = link.linkIndex, index != 0 else {
            return Edge(from: ref, to: nil, kind: .veth, certainty: .unresolved("the kernel names no peer"))
        }
        switch peerNamespace(ref.netns, nsid: link.linkNetnsid) {
        case .unknown(let reason):
            return Edge(from: ref, to: nil, kind: .veth, certainty: .unresolved(reason))
        case .absent:
            return Edge(from: ref, to: nil, kind: .veth, certainty: .unresolved("the peer's namespace is gone"))
        case .known(let id):
            return confirm(ref, link, far: LinkRef(id, index))
        }
    }

    private func confirm(_ near: LinkRef, _ nearLink: Link, far: LinkRef) -> Edge {
        let farLink: Link
        switch self.link(far) {
        case .unknown(let reason):
            return Edge(from: near, to: far, kind: .veth, certainty: .oneSided(reason))
        case .absent:
            return Edge(
                from: near, to: nil, kind: .veth,
                certainty: .unresolved("there is no link \(far.ifindex) in namespace \(far.netns)"))
        case .known(let link): farLink = link
        }
        guard farLink.isPair, farLink.linkIndex == near.ifindex else {
            return Edge(
                from: near, to: nil, kind: .veth,
                certainty: .unresolved("link \(far.ifindex) in namespace \(far.netns) does not name us as its peer"))
        }
        switch peerNamespace(far.netns, nsid: farLink.linkNetnsid) {
        case .known(let back) where back == near.netns:
            return Edge(from: near, to: far, kind: .veth, certainty: .proved)
        case .known, .absent:
            return Edge(
                from: near, to: nil, kind: .veth,
                certainty: .unresolved("link \(far.ifindex) in namespace \(far.netns) has another peer"))
        case .unknown(let reason):
            return Edge(from: near, to: far, kind: .veth, certainty: .oneSided(reason))
        }
    }

    /// The device below a macvlan, vlan, vxlan …, which may be in another namespace.
    public func lower(of ref: LinkRef, _ link: Link) -> Edge? {
        guard link.hasLower, let index = link.linkIndex else { return nil }
        switch peerNamespace(ref.netns, nsid: link.linkNetnsid) {
        case .unknown(let reason):
            return Edge(from: ref, to: nil, kind: .lower, certainty: .unresolved(reason))
        case .absent:
            return Edge(from: ref, to: nil, kind: .lower, certainty: .unresolved("its namespace is gone"))
        case .known(let id):
            let below = LinkRef(id, index)
            switch self.link(below) {
            case .known: return Edge(from: ref, to: below, kind: .lower, certainty: .proved)
            case .unknown(let reason): return Edge(from: ref, to: below, kind: .lower, certainty: .oneSided(reason))
            case .absent:
                return Edge(from: ref, to: nil, kind: .lower, certainty: .unresolved("there is no link \(index) there"))
            }
        }
    }

    /// Bridge, bond or VRF that a link is enslaved to; always in the same namespace.
    public func master(of ref: LinkRef, _ link: Link) -> Observed<(LinkRef, Link)> {
        guard let index = link.master else { return .absent }
        let master = LinkRef(ref.netns, index)
        return self.link(master).map { (master, $0) }
    }
}
