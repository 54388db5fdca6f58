import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// What is known of the answers to packets that leave this node with an address of its own containers.
public enum OutsideEvidence: String, Hashable, Sendable {
    /// The next router is in sight, and its routes do not lead back.
    case noRouteBack = "no-route-back"
    /// Connections that began earlier are translated, and new ones are not.
    case wasTranslated = "was-translated"
    /// Connection tracking saw packets with that source leave, and no answer to any.
    case unanswered
    /// It is in the uplink's own network, where everybody asks for it by ARP, and neither this node has it nor anybody else.
    case nobodysAddress = "nobodys-address"
    /// Nothing was seen but a private address, which the Internet routes to nobody.
    case privateSource = "private-source"

    /// Whether it leaves no doubt.
    public var isProof: Bool { self == .noRouteBack || self == .wasTranslated }
}

extension TargetAnalysis {
    /// A table with more entries than this is not searched for those of one address.
    private static let mostEntries: UInt32 = 65_536

    /// Whether a namespace's conntrack table has entries, and few enough to be searched.
    func isSearchable(_ router: NetnsID) -> Bool {
        query.conntrack(router).value?.count.value.map { (1...Self.mostEntries).contains($0) } ?? false
    }

    /// A router that lets a private source out by an uplink at the edge, though nothing says that anybody behind knows it.
    func untranslated(_ path: AskedPath) -> MissingMasquerade? {
        guard let forward = path.way?.forward, forward.disposition == .leftNode,
            let oif = forward.hops.last?.link, oif.netns != path.subject || path.answer.flow.iif != nil,
            forward.packet.src.isPrivate4,
            let addresses = query.addresses(oif.netns, .inet).value,
            // Its own address, or one of the uplink's network: whoever is there knows where that is.
            !addresses.contains(where: { $0.address == forward.packet.src }),
            !addresses.contains(where: { $0.ifindex == oif.ifindex && $0.network.contains(forward.packet.src) }),
            !announcesRoutes(oif.netns)
        else { return nil }
        let source = forward.packet.src
        guard let evidence = evidence(of: source, leaving: oif, path.subject) else { return nil }
        // Where nothing is tracked nobody means to translate either, and answers leave no trace. A rule that exempts what
        // another one would translate is a finding of its own.
        if evidence == .privateSource, case .untracked = forward.packet.tracking { return nil }
        let mismatch = mismatch(in: oif.netns, source)
        // Who exempts just this network from a translation that nobody else has wants it so.
        guard evidence != .privateSource || mismatch != nil || !isExempt(source, forward, in: oif.netns) else {
            return nil
        }
        return MissingMasquerade(netns: oif.netns, oif: oif, source: source, evidence: evidence, mismatch: mismatch)
    }

    /// A rule that is about this source ends the search for a translation.
    private func isExempt(_ source: IPAddress, _ forward: Trace, in router: NetnsID) -> Bool {
        forward.hops.filter { $0.netns == router && $0.hook == .postrouting }.flatMap(\.visits).contains { visit in
            guard visit.outcome == .return || visit.outcome == .verdict(.accept) else { return false }
            return query.meanings(of: visit.rule).contains { meaning in
                !meaning.conditions.sources.isEmpty
                    && query.admits(source, meaning.conditions.sources, of: visit.rule) == true
            }
        }
    }

    /// Nil where something with this source was answered from outside.
    func evidence(of source: IPAddress, leaving oif: LinkRef, _ subject: NetnsID) -> OutsideEvidence? {
        let router = oif.netns
        let isSmall = isSearchable(router)
        let own = query.addresses(router, source.family).value ?? []
        let entries = isSmall ? query.flows(router, .address(.origSrc, source)).value ?? [] : []
        let outward = entries.filter { entry in
            entry.reply.dst == source && !entry.original.dst.isMulticast
                && !own.contains { $0.network.contains(entry.original.dst) }
        }
        if outward.contains(where: { $0.status.contains(.seenReply) }) { return nil }
        // Who sends to that address from outside has a route to it.
        let inward = isSmall ? query.flows(router, .address(.origDst, source)).value ?? [] : []
        if inward.contains(where: { entry in
            entry.reply.src == source && entry.original.src.isGlobal
                && !own.contains { $0.network.contains(entry.original.src) }
        }) {
            return nil
        }
        // They are answered, only not by this way.
        if besideAnswers(to: subject).contains(where: { $0.entry.original.dst == source }) { return nil }
        if isSmall, translatedFlow(of: source, by: oif) != nil { return .wasTranslated }
        if !outward.isEmpty { return .unanswered }
        // Without an entry for them, what the subject's own connections say counts.
        let sockets = query.sockets(subject).value ?? []
        let isAnswered =
            entries.isEmpty
            && sockets.contains { socket in
                socket.proto == .tcp && socket.state == .established && socket.src.unmapped == source
                    && !own.contains { $0.network.contains(socket.dst.unmapped) }
            }
        return isAnswered ? nil : .privateSource
    }

    /// Whether a routing daemon speaks to others there, who then know where this node's networks are.
    func announcesRoutes(_ id: NetnsID) -> Bool {
        (query.routes(id, .inet).value ?? []).contains { Self.daemons.contains($0.proto) }
    }

    /// RTPROT_ZEBRA, _BIRD, _BABEL, _OPENR, _BGP, _ISIS, _OSPF, _RIP and _EIGRP of linux/rtnetlink.h.
    private static let daemons: Set<Int> = [11, 12, 42, 99, 186, 187, 188, 189, 192]
}

extension IPAddress {
    /// RFC 1918, and what RFC 6598 keeps for providers: the Internet routes neither.
    var isPrivate4: Bool {
        guard family == .inet else { return false }
        return bits >> 24 == 10 || bits >> 20 == 0xac1 || bits >> 16 == 0xc0a8 || bits >> 22 == 0x191
    }
}
