import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// A router that lets IPv6 packets out with a source that nobody outside can answer.
public struct UnansweredSource6: Sendable {
    /// Whose packets they are.
    public let subject: NetnsID
    /// The router that lets them out.
    public let netns: NetnsID
    /// The link they leave by.
    public let oif: String
    /// The source with which they leave.
    public let source: IPAddress
    /// A next router on this node was seen to have no way back; else only the kind of address says so.
    public let isProved: Bool
    /// Conntrack saw such packets leave, and no answer, or the router translates others; else it may be a network of a
    /// site that routes such addresses.
    public let isSuspect: Bool
}

extension TargetAnalysis {
    /// Proved ones, and unique local addresses (RFC 4193) that leave for the Internet.
    public var unansweredSources6: [UnansweredSource6] {
        let proved = outsideSources.compactMap { seen -> UnansweredSource6? in
            guard seen.flow.dst.family == .inet6, let missing = seen.missing else { return nil }
            return UnansweredSource6(
                subject: seen.subject, netns: missing.netns,
                oif: routerCache.linkName(missing.netns, missing.oif.ifindex),
                source: missing.source, isProved: true, isSuspect: true)
        }
        return proved + asked.compactMap(localSource)
    }

    /// A unique local address that leaves the node for the Internet, by a link that has an address of the Internet.
    private func localSource(_ path: AskedPath) -> UnansweredSource6? {
        guard path.question == .outsidePing, let forward = path.way?.forward, forward.disposition == .leftNode,
            forward.packet.src.isUniqueLocal, forward.packet.dst.isInternet6,
            let last = forward.hops.last(where: { $0.link != nil }), last.netns != path.subject,
            let link = last.link
        else { return nil }
        let addresses = query.addresses(last.netns, on: link.ifindex).value ?? []
        guard addresses.contains(where: { $0.address.isInternet6 && $0.isUsable }),
            let evidence = evidence(of: forward.packet.src, leaving: link, path.subject)
        else { return nil }
        return UnansweredSource6(
            subject: path.subject, netns: last.netns, oif: routerCache.linkName(last.netns, link.ifindex),
            source: forward.packet.src, isProved: false,
            isSuspect: evidence != .privateSource || hasNATChains(last.netns))
    }
}

extension IPAddress {
    /// fc00::/7, RFC 4193: routed by no one on the Internet.
    public var isUniqueLocal: Bool { family == .inet6 && bits >> 121 == 0x7e }
    /// 2000::/3, what the Internet routes.
    var isInternet6: Bool { family == .inet6 && bits >> 125 == 1 }
}
