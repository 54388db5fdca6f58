import NetworkModel
import Topology

extension Survey {
    /// The state of the network, and no rule, stops what anybody would expect to arrive. A rule may be meant; a dead
    /// neighbour, a link or a port that is down, a setting that drops are not, wherever a route leads there.
    public func isFailure(_ path: AskedPath) -> Bool {
        guard let stop = path.stopped?.stop, stop.rule == nil, path.way?.result != .tooBig, path.refusedPort == nil
        else { return false }
        // Whoever does not answer pings, or has nobody on a port, was reached.
        let isUnreached = path.isReplyStopped || stop.stage != .socket
        switch path.question {
        case .to, .stuck: return true
        case .gateway, .outside, .outsidePing, .published, .sibling, .fromSibling: return isUnreached
        // The machine's own file may name what only the machine reaches.
        case .nameserver: return isUnreached && !isOnlyMachines(path)
        case .service: return isUnreached && path.isTelling
        case .overlay: return stop.tunnel != nil
        // Beside another question, for one finding that names what they show, or about sizes; a router need not know
        // every address that a service listens on.
        case .gatewayService, .fromRouter, .outsideFull, .overlayFull, .lower, .tun, .publishedLocal, .neighbor, .client, .flow,
            .ownService, .stubResolver:
            return false
        }
    }

    private func isOnlyMachines(_ path: AskedPath) -> Bool {
        nameservers.contains { $0.netns == path.subject && $0.address == path.answer.flow.dst && $0.isHostFile }
    }
}
