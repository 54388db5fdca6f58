import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// A router that translates the address which a packet is for, and that the packet does not come by: it leaves by another
/// of its sender's networks.
public struct Bypass: Sendable {
    /// The router.
    public let translator: NetnsID
    /// The sender's link to that router. Hostile text.
    public let linkName: String
    /// The router's address on it; nil where it has none there.
    public let gateway: IPAddress?
    /// The sender's link that the packet leaves by. Hostile text.
    public let leavesName: String
}

extension TargetAnalysis {
    /// Nil for what the subject does not send itself, for what gets there, and where no other network of it would do better.
    public func bypass(_ path: AskedPath) -> Bypass? {
        let flow = path.answer.flow
        guard path.isWanted, flow.netns == path.subject, flow.iif == nil, let forward = path.way?.forward,
            forward.destinationNAT == nil, forward.dropPoint != nil || forward.disposition == .leftNode
                || forward.disposition == .handedToProcess,
            let oif = forward.passages.first?.oif
        else { return nil }
        let passed = Set(forward.passages.map(\.netns))
        for attachment in attachments(of: path.subject) where attachment.ref != oif && attachment.link.isUp {
            guard let inner = attachment.bridge?.ref ?? attachment.outerRef, !passed.contains(inner.netns),
                [.bridged, .routed, .direct].contains(attachment.manner),
                let source = attachment.globalAddresses.first(where: {
                    $0.isUsable && $0.local.family == flow.dst.family
                })
            else { continue }
            guard leads(flow, from: source.address, into: inner) else { continue }
            let gateway = (query.addresses(inner.netns, on: inner.ifindex).value ?? []).first {
                source.network.contains($0.address)
            }
            return Bypass(
                translator: inner.netns, linkName: attachment.link.ifname, gateway: gateway?.address,
                leavesName: routerCache.linkName(oif.netns, oif.ifindex))
        }
        return nil
    }

    /// Whether a router would translate this very destination, and lead it to somebody. A rule that takes all of a port
    /// says nothing about one address.
    private func leads(_ flow: PathFlow, from source: IPAddress, into inner: LinkRef) -> Bool {
        var handed = PathFlow(from: inner.netns, src: source, to: flow.dst, flow.transport, iif: inner.ifindex)
        let answer = answers.answer(handed)
        guard answer.traces.allSatisfy({ $0.forward.destinationNAT != nil && $0.forward.disposition.isSuccess }),
            let other = routerCache.router(inner.netns, flow.dst.family).value?.outsideAddress(flow.dst.family)
        else { return false }
        handed.dst = other
        return answers.answer(handed).traces.allSatisfy { $0.forward.destinationNAT == nil }
    }
}
