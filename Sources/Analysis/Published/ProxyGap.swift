import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// An address of a subject that lies in the network of a router's uplink, though it is elsewhere: whoever asks for it on
/// the uplink gets an answer only if the router gives one.
public struct ProxyGap: Sendable {
    public let subject: NetnsID
    /// The subject's address that is asked for.
    public let address: IPAddress
    /// The router that should answer.
    public let netns: NetnsID
    /// The router's link that the question comes in by.
    public let uplink: Link
    /// The uplink's network.
    public let network: IPPrefix
    /// net.ipv6.conf.*.proxy_ndp of the uplink or of `all`: without it no entry counts.
    public let proxyNdp: Bool
    /// `ip neigh add proxy` names the address, on the uplink or on any link.
    public let hasEntry: Bool
    /// A neighbour on the uplink, on this node, was seen to ask in vain.
    public let isProved: Bool
}

extension TargetAnalysis {
    /// Proved ones, and those in which the setting or the entry is lacking.
    public var proxyGaps: [ProxyGap] {
        replies.filter { $0.address.local.family == .inet6 && $0.isRight == true }.compactMap(proxyGap)
    }

    private func proxyGap(_ reply: Reply) -> ProxyGap? {
        let address = reply.address.address
        let subject = reply.attachment.ref.netns
        // The shortest network that claims it is the uplink's, if it is not that of the link which leads there.
        let rivals = (query.addresses(reply.netns, .inet6).value ?? []).filter {
            $0.ifindex != reply.expected.ifindex && $0.isUsable && $0.address.isGlobal && $0.local.length < 128
                && $0.network.contains(address)
        }
        guard let rival = rivals.first, let uplink = query.link(reply.netns, rival.ifindex).value,
            let path = asked.first(where: {
                $0.subject == subject && $0.question == .outsidePing && $0.answer.flow.dst.family == .inet6
            }), let way = path.way, way.forward.disposition.isSuccess, way.forward.sourceNAT == nil,
            way.forward.packet.src == address,
            way.forward.hops.last(where: { $0.netns == reply.netns && $0.link != nil })?.link?.ifindex == rival.ifindex
        else { return nil }
        let isProved = path.isReplyStopped && path.stopped?.disposition == .neighborUnresolved
        guard isProved || way.forward.disposition == .leftNode,
            let entries = query.proxyNeighbors(reply.netns).value
        else { return nil }
        let hasEntry = entries.contains { $0.dst == address && ($0.ifindex == rival.ifindex || $0.ifindex == 0) }
        let all = (query.netconfOfAll(reply.netns).value ?? []).first { $0.family == .inet6 }
        let proxyNdp = uplink.inet6?.proxyNdp == 1 || all?.proxyNeigh == 1
        guard isProved || !proxyNdp || !hasEntry else { return nil }
        return ProxyGap(
            subject: subject, address: address, netns: reply.netns, uplink: uplink, network: rival.network,
            proxyNdp: proxyNdp, hasEntry: hasEntry, isProved: isProved)
    }
}
