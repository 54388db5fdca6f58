import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

// Connections of which one router sees the questions, and another the answers.

/// How a subject's packets would pass the namespace by which the other direction comes.
public struct SharedWay: Sendable {
    /// Of the subject: `default`, or a prefix.
    public let route: String
    /// That namespace, on a network of the subject's.
    public let gateway: IPAddress
}

extension TargetAnalysis {
    /// Nil where the namespace that sees half of the connection has no address on the subject's own network.
    public func sharedWay(_ path: AskedPath) -> SharedWay? {
        guard path.isOneWay, let router = path.stopped?.dropPoint?.netns, router != path.subject,
            let far = path.question.isInbound ? path.way?.forward.packet.src : path.answer.flow.dst,
            let decision = routerCache.lookup(RouteFlow(dst: far), in: path.subject).value, decision.error == nil,
            let route = decision.route, route.table == RouteTable.main, let oif = decision.oif
        else { return nil }
        let own = (query.addresses(path.subject, on: oif).value ?? []).filter { $0.local.family == far.family }
        let theirs = (query.addresses(router, far.family).value ?? []).first { address in
            address.isUsable && own.contains { $0.network.contains(address.address) && $0.address != address.address }
        }
        return theirs.map { SharedWay(route: RouteWords.name(route), gateway: $0.address) }
    }

    /// Whether it was asked only because source validation has dropped packets: no route leads by the link it came in by.
    public func isCounted(_ path: AskedPath) -> Bool {
        guard path.question == .publishedAside, let link = path.stopped?.dropPoint?.link else { return false }
        return !(query.routes(link.netns, path.answer.flow.dst.family).value ?? []).contains { $0.isWide(by: link) }
    }

    /// How many packets source validation has dropped where it stops this one; absent where it does not.
    public func sourceDrops(_ path: AskedPath) -> Observed<UInt64> {
        guard let dropPoint = path.ending?.dropPoint, dropPoint.setting == .rpFilter else { return .absent }
        return query.netstat(dropPoint.netns).flatMap { $0.reversePathFilter.map { .known($0) } ?? .absent }
    }

    /// A router on the subject's network, not on its way out, whose connection tracking has packets of the outside to the
    /// subject that begin nothing: answers, of which it never saw the question.
    func besideAnswers(to id: NetnsID) -> [BesideAnswer] {
        let ways = (waysOut[id] ?? []).filter { $0.family == .inet && $0.outside == nil }
        guard let first = ways.first?.routers.first, first != id else { return [] }
        let beside = attachments(of: id).compactMap { $0.bridge?.ref ?? $0.outerRef }.filter { ref in
            ref.netns != id && ref.netns != first && isSearchable(ref.netns)
        }
        return beside.flatMap { ref -> [BesideAnswer] in
            let theirs = (query.addresses(ref.netns, on: ref.ifindex).value ?? []).filter { $0.local.family == .inet }
            let own = (query.addresses(id, .inet).value ?? []).filter { address in
                theirs.contains { $0.network.contains(address.address) }
            }
            return own.flatMap { address in
                (query.flows(ref.netns, .address(.origDst, address.address)).value ?? []).filter { entry in
                    !entry.status.contains(.seenReply) && isAsked(entry.original, by: id)
                }.map { BesideAnswer(router: ref.netns, entry: $0) }
            }
        }
    }

    /// The far end is one that the subject asks: a name server, or where a socket of its own leads.
    private func isAsked(_ answer: ConntrackEntry.Tuple, by id: NetnsID) -> Bool {
        if answer.sport == 53, nameservers.contains(where: { $0.netns == id && $0.address == answer.src }) {
            return true
        }
        return (query.sockets(id).value ?? []).contains { socket in
            socket.dst.unmapped == answer.src && socket.dport == answer.sport && socket.sport == answer.dport
        }
    }
}

/// A packet that a router beside the way out has tracked, and that answers a question which left by the way out.
struct BesideAnswer {
    let router: NetnsID
    let entry: ConntrackEntry
}

extension Questions {
    /// The answer to a SYN, where answers come in by another router than questions leave by, and a rule there stops it.
    func besideAnswered(_ id: NetnsID) -> [AskedPath] {
        guard let answer = analysis.besideAnswers(to: id).first, let port = answer.entry.original.dport,
            let iif = analysis.routerCache.lookup(RouteFlow(dst: answer.entry.original.src), in: answer.router).value?
                .oif
        else { return [] }
        let ports = Transport.Ports(source: 443, destination: port)
        let flow = PathFlow(
            from: answer.router, src: answer.entry.original.src, to: answer.entry.original.dst,
            .tcp(.init(ports: ports, flags: Transport.TCP.synAck)), iif: iif)
        let path = ask(.client, id, flow)
        return path.isOneWay && path.stopped?.dropPoint?.netns == answer.router ? [path] : []
    }
}
