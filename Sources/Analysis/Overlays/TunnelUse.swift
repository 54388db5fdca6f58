import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery

/// A tunnel that a subject's packets, or the answers to them, are put into, and how they fare in it.
public struct TunnelUse: Sendable {
    /// Whose packet it is, or whose answer.
    public let subject: NetnsID
    /// What it was put into, and where that should have led.
    public let tunnel: Encapsulation
    /// The tunnel's device.
    public let link: Link
    /// The answers go through it.
    public let isReply: Bool
    /// Nil where the tunnel is not to blame.
    public let trouble: TunnelTrouble?
    /// Where it ends, if it does; of another packet where `trouble` is nil.
    public let dropPoint: DropPoint?
    /// The outer packet leaves the node: what becomes of it nobody sees.
    public let isHalf: Bool
    /// Where an outer packet is cut in pieces, or is too big to be sent, though the inner one fits its own links.
    public let tight: Hop?
    /// It is not cut, but dropped there.
    public let isRefused: Bool
    /// The device that should take it, where the packet gets as far as its node.
    public let far: (ref: LinkRef, link: Link)?
}

extension TargetAnalysis {
    /// Each far end of each device once, by what went wrong with it first.
    func tunnelUses() -> [TunnelUse] {
        var found: [String: TunnelUse] = [:]
        var order: [String] = []
        for asked in asked {
            guard let way = asked.way else { continue }
            for (path, isReply) in [(way.forward, false)] + way.replies.map({ ($0, true) }) {
                for use in uses(path, isReply, asked) {
                    let end = use.tunnel.remote?.description ?? use.tunnel.mac?.description ?? ""
                    let key = "\(use.subject) \(use.tunnel.device) \(end) \(use.tunnel.nexthop?.description ?? "")"
                    if let known = found[key] {
                        if known.trouble == nil, use.trouble != nil || known.tight == nil && use.tight != nil {
                            found[key] = use
                        }
                    } else {
                        found[key] = use
                        order.append(key)
                    }
                }
            }
        }
        return order.compactMap { found[$0] }
    }

    private func uses(_ path: Trace, _ isReply: Bool, _ asked: AskedPath) -> [TunnelUse] {
        var tunnels = path.hops.compactMap(\.tunnel)
        // It may never have been put into it, or the question for its next hop was what got lost.
        if let lost = path.dropPoint?.tunnel,
            !tunnels.contains(where: { $0.device == lost.device && $0.mac == lost.mac })
        {
            tunnels.append(lost)
        }
        return tunnels.compactMap { tunnel in
            guard case .known(let link) = query.link(tunnel.device) else { return nil }
            let isLost = path.dropPoint?.tunnel.map { $0.device == tunnel.device && $0.mac == tunnel.mac } ?? false
            let isFull = asked.question == .overlayFull || asked.question == .fullSize
            let refusal = isFull && isLost && !isReply ? path.refusal(in: tunnel) : nil
            let tight = refusal ?? (isFull ? path.cut(in: tunnel) : nil)
            return TunnelUse(
                subject: asked.subject, tunnel: tunnel, link: link, isReply: isReply,
                trouble: isLost ? path.tunnelTrouble : nil, dropPoint: isLost ? path.dropPoint : nil,
                isHalf: path.disposition == .leftNode, tight: tight, isRefused: refusal != nil,
                far: isLost ? farEnd(path, tunnel) : nil)
        }
    }

    /// Whether the far end's namespace has the address that the inner packet was to be handed to.
    public func hasNexthop(_ use: TunnelUse) -> Bool {
        guard let far = use.far, let nexthop = use.tunnel.nexthop else { return false }
        return (query.addresses(far.ref.netns, nexthop.family).value ?? []).contains { $0.address == nexthop }
    }

    /// The device on the node where the packet ended that is most like the one that was meant.
    private func farEnd(_ path: Trace, _ tunnel: Encapsulation) -> (ref: LinkRef, link: Link)? {
        guard let dropPoint = path.dropPoint, path.tunnelTrouble != .rule else { return nil }
        if path.tunnelTrouble == .mac, let ref = dropPoint.link { return query.link(ref).value.map { (ref, $0) } }
        let links = (query.namespace(dropPoint.netns)?.links.rows ?? []).filter {
            $0.infoKind == tunnel.kind && LinkRef(dropPoint.netns, $0.ifindex) != tunnel.device
        }
        let best = links.first { $0.address == tunnel.mac } ?? links.first { $0.vni == tunnel.vni } ?? links.first
        return best.map { (LinkRef(dropPoint.netns, $0.ifindex), $0) }
    }
}

extension Trace {
    /// The first cut after the packet was put into a tunnel.
    fileprivate func cut(in tunnel: Encapsulation) -> Hop? {
        guard let start = hops.firstIndex(where: { $0.tunnel == tunnel }) else { return nil }
        return hops[start...].prefix { $0.action != .unwrap }.first { $0.stage == .mtu && $0.action == .fragment }
    }
}

extension Trace {
    /// Where the outer packet begins, if it is too big for the first link of its way.
    fileprivate func refusal(in tunnel: Encapsulation) -> Hop? {
        guard disposition == .tooBig, let start = hops.firstIndex(where: { $0.tunnel == tunnel }),
            let sent = hops[(start + 1)...].first, sent.action == .send, sent.link == dropPoint?.link
        else { return nil }
        return sent
    }
}

extension Link {
    /// IFLA_VXLAN_ID: the network's identifier; nil for all but VXLAN.
    public var vni: UInt32? { if case .vxlan(let info) = info { info.id } else { nil } }
    /// IFLA_VXLAN_PORT: the UDP port that it sends to and listens on; nil for all but VXLAN.
    public var vxlanPort: UInt16? { if case .vxlan(let info) = info { info.port } else { nil } }
}
