import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// An ipvlan that routes, with an address that the network below it knows nothing of: whoever answers must have a route.
public struct IPVlanReturn: Sendable {
    public let attachment: Attachment
    public let address: Address
    /// The device below, and the networks that it has.
    public let below: LinkRef
    public let belowLink: Link
    public let networks: [IPPrefix]
    /// The device's own address, to which routes would lead.
    public let nextHop: IPAddress?
    /// Connections of that address that nobody answers.
    public let waiting: [Socket]
    /// An answer to it that ends where somebody in sight knows no way.
    public let lost: DropPoint?
}

extension TargetAnalysis {
    /// Where an answer ends for lack of a route; where that is out of sight, only if connections wait and none was answered.
    public var ipvlanReturns: [IPVlanReturn] {
        attachments.filter { scope.subjects.contains($0.ref.netns) }.flatMap(ipvlanReturns)
    }

    private func ipvlanReturns(_ attachment: Attachment) -> [IPVlanReturn] {
        // IPVLAN_MODE_L3, IPVLAN_MODE_L3S
        guard case .ipvlan(let mode, _)? = attachment.link.info, mode == 1 || mode == 2,
            let below = attachment.outerRef,
            let link = attachment.outer.value, let addresses = query.addresses(below.netns, on: below.ifindex).value,
            !announcesRoutes(below.netns)
        else { return [] }
        return attachment.globalAddresses.filter { own in
            own.isUsable && !addresses.contains { $0.network.contains(own.address) }
        }.compactMap { own -> IPVlanReturn? in
            let sockets = (query.sockets(attachment.ref.netns).value ?? []).filter { socket in
                socket.proto == .tcp && socket.src.unmapped == own.address
                    && !addresses.contains { $0.network.contains(socket.dst.unmapped) }
            }
            let isAnswered = sockets.contains { $0.state == .established }
            let waiting = isAnswered ? [] : sockets.filter { $0.state == .synSent }
            let lost = lostAnswer(to: own, of: attachment, besides: below.netns)
            guard !waiting.isEmpty || lost != nil else { return nil }
            let family = addresses.filter { $0.address.family == own.address.family && $0.address.isGlobal }
            return IPVlanReturn(
                attachment: attachment, address: own, below: below, belowLink: link, networks: family.map(\.network),
                nextHop: family.first?.address, waiting: waiting, lost: lost)
        }
    }

    private func lostAnswer(to own: Address, of attachment: Attachment, besides node: NetnsID) -> DropPoint? {
        asked.lazy.compactMap { path -> DropPoint? in
            guard path.subject == attachment.ref.netns, path.isReplyStopped, let trace = path.stopped,
                trace.disposition == .noRoute || trace.disposition == .neighborUnresolved,
                trace.packet.dst == own.address, let dropPoint = trace.dropPoint, dropPoint.netns != node
            else { return nil }
            return dropPoint
        }.first
    }
}
