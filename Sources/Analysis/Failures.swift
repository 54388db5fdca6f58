import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

extension TargetAnalysis {
    /// The state of the network, and no rule, stops what anybody would expect to arrive. A rule may be meant; a dead
    /// neighbour, a link or a port that is down, a setting that drops are not, wherever a route leads there.
    public func isFailure(_ path: AskedPath) -> Bool {
        guard let dropPoint = path.stopped?.dropPoint, dropPoint.rule == nil, path.way?.disposition != .tooBig,
            path.refusedPort == nil
        else { return false }
        // Whoever does not answer pings, or has nobody on a port, was reached.
        let isUnreached = path.isReplyStopped || dropPoint.stage != .socket
        switch path.question {
        case .to, .stuck: return true
        case .gateway, .published: return isUnreached
        case .sibling, .fromSibling:
            return isUnreached && (!dropPoint.isSeparation || wasTried(path)) && !isSiblingsOwn(dropPoint, path)
        case .outside, .outsidePing: return isUnreached && !isBeyond(dropPoint, path.subject)
        // The machine's own file may name what only the machine reaches.
        case .nameserver, .upstream: return isUnreached && !isOnlyMachines(path) && !isBeyond(dropPoint, path.subject)
        case .service: return isUnreached && path.isTelling
        case .overlay: return dropPoint.tunnel != nil
        // Beside another question, for one finding that names what they show, or about sizes; a router need not know
        // every address that a service listens on.
        case .gatewayService, .fromRouter, .defaultRoute, .outsideFull, .fullSize, .overlayFull, .lower, .tun,
            .publishedLocal,
            .policed, .publishedAside, .neighbor,
            .client, .flow,
            .ownService, .stubResolver:
            return false
        }
    }

    /// A neighbour on the uplink that is no router of ours, though it lives on this machine: whether it passes packets
    /// on is its own affair.
    private func isBeyond(_ dropPoint: DropPoint, _ subject: NetnsID) -> Bool {
        guard [.route, .forward, .input].contains(dropPoint.stage) else { return false }
        return !(waysOut[subject] ?? []).contains { way in way.steps.contains { $0.netns == dropPoint.netns } }
    }

    /// What stops packets between two neighbors is in the other one, or is its link that is down: it would stop everybody's.
    private func isSiblingsOwn(_ dropPoint: DropPoint, _ path: AskedPath) -> Bool {
        let flow = path.answer.flow
        let sibling =
            path.question == .fromSibling
            ? flow.netns
            : asked.first { $0.question == .fromSibling && $0.answer.flow.src == flow.dst }?.answer.flow.netns
        guard let sibling, sibling != path.subject else { return false }
        if dropPoint.netns == sibling { return true }
        guard let ref = dropPoint.link, let link = query.link(ref).value, !link.isUp else { return false }
        return query.peer(of: ref, link)?.to?.netns == sibling
    }

    /// Somebody asked for the destination on the sender's link, and was not answered.
    private func wasTried(_ path: AskedPath) -> Bool {
        let flow = path.answer.flow
        return query.neighbors(flow.netns).value?.contains {
            $0.dst == flow.dst && !$0.state.isDisjoint(with: [.failed, .incomplete])
        } ?? false
    }

    private func isOnlyMachines(_ path: AskedPath) -> Bool {
        askedNameservers.contains { $0.netns == path.subject && $0.address == path.answer.flow.dst && $0.isHostFile }
    }
}

extension DropPoint {
    /// Ports are isolated, or in different VLANs, because their owners have nothing to say to each other, unless one of
    /// them has tried.
    fileprivate var isSeparation: Bool {
        switch detail {
        case .portFlag(.isolated), .vlan: true
        default: false
        }
    }
}
