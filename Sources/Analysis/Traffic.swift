import Netfilter
import PacketTrace

/// How far the packets get that the target needs answered, all of them together. What lies behind the place where the last
/// of them ends has not been met, whatever its state looks like.
public struct Traffic: Sendable, Hashable {
    /// All but those whose packets their owner plainly wants stopped.
    public var wanted = 0
    /// Those that get there and back, or out of the node with a way back.
    public var answered = 0
    /// Those of which nobody can tell.
    public var unknown = 0
    /// One finds a route where it begins.
    public var isRouted = false
    /// One is handed to a link.
    public var isSent = false
    /// One is passed on by a router, or ends at a rule there; true of those that need no router and get where they should.
    public var isPassedOn = false

    /// - Parameter hasWayOut: of a target that asks nobody beyond its gateways, whether it could.
    init(_ accounted: [AccountedQuestion], hasWayOut: Bool) {
        var farther: [AccountedQuestion] = []
        for question in accounted where question.account != .meant {
            wanted += 1
            switch question.account {
            case .answered: answered += 1
            case .unknown: unknown += 1
            case .stopped, .uncertain, .meant: break
            }
            // A gateway is near: that it is reached says nothing of what lies behind.
            if question.path.question != .gateway { farther.append(question) }
        }
        guard !farther.isEmpty else {
            (isRouted, isSent, isPassedOn) = (hasWayOut, hasWayOut, hasWayOut)
            return
        }
        isRouted = farther.contains { $0.isRouted }
        isSent = farther.contains { $0.isSent }
        isPassedOn = farther.contains { $0.isPassedOn }
    }
}

extension AccountedQuestion {
    /// Wherever it ends, it is not for want of what it meets on its way there.
    private var isThrough: Bool {
        switch account {
        case .answered, .uncertain, .meant: true
        case .stopped, .unknown: path.answer.traces.contains { $0.forward.disposition.isSuccess }
        }
    }

    private func meets(_ stages: Set<Stage>) -> Bool {
        path.answer.traces.contains { way in
            way.forward.hops.contains { stages.contains($0.stage) }
                || way.forward.dropPoint.map { stages.contains($0.stage) } == true
        }
    }

    fileprivate var isRouted: Bool {
        isThrough || isSent || meets([.neighbor, .queue, .mtu, .xfrm])
    }

    fileprivate var isSent: Bool {
        isThrough || meets([.device, .bridge, .xdp, .tc, .tunnel, .input, .forward, .process, .wire])
    }

    fileprivate var isPassedOn: Bool {
        isThrough
            || path.answer.traces.contains { way in
                way.forward.hops.contains { $0.stage == .forward } || way.forward.dropPoint?.rule != nil
            }
    }
}

extension TargetAnalysis {
    public var traffic: Traffic {
        Traffic(accounted, hasWayOut: defaultRouteStatuses.contains { $0.hasAddress && !$0.isMissing })
    }
}
