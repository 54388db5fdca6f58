import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

// What the simulation says of a question that is asked with real packets.

extension TargetAnalysis {
    func foretold(_ order: ProbeOrder) -> Foretold {
        let path = probePath(order)
        return switch order.kind {
        case .neighbor: foretoldNeighbor(path)
        case .pathMTU where path.way?.disposition == .tooBig:
            Foretold(.stopped, because: path.way?.dropPoint?.reason, isTold: path.stopped?.errorReturns == true)
        default: foretold(path, order.kind)
        }
    }

    /// The question as the diagnosis would ask it.
    func probePath(_ order: ProbeOrder) -> AskedPath {
        AskedPath(
            subject: scope.subjects.first ?? order.netns, question: .to, answer: answers.answer(PathFlow(order)))
    }

    private func foretold(_ path: AskedPath, _ kind: ProbeOrder.Kind) -> Foretold {
        switch account(of: path) {
        case .unknown(let reason): return Foretold(.unknown, because: reason)
        case .uncertain(let reason): return Foretold(.uncertain, because: reason)
        case .stopped, .meant:
            // What follows from evidence about the outside is no matter of this packet.
            guard let stopped = path.stopped, let dropPoint = stopped.dropPoint else {
                return Foretold(.uncertain, because: "what is known of the outside speaks against it")
            }
            let isRefusal = dropPoint.stage == .socket && !path.isReplyStopped
            return Foretold(
                isRefusal ? .refused : .stopped, because: dropPoint.reason,
                isTold: stopped.disposition == .rejected || isRefusal || stopped.errorReturns == true)
        case .answered:
            let isHanded = path.answer.traces.contains { way in
                switch way.forward.disposition {
                case .leftNode, .handedToProcess: true
                // A program gets it, and does what it likes.
                case .delivered: kind == .dns || kind == .udp
                default: false
                }
            }
            return Foretold(isHanded ? .handed : .answered)
        case nil: return Foretold(.unknown, because: "nobody needs an answer to it")
        }
    }

    /// Only whether somebody answers for the address: what becomes of a packet then is another question.
    private func foretoldNeighbor(_ path: AskedPath) -> Foretold {
        guard let dropPoint = path.way?.forward.dropPoint, dropPoint.netns == path.answer.flow.netns else {
            let isInSight = path.way?.forward.hops.contains { $0.netns != path.answer.flow.netns } ?? false
            return path.way == nil ? Foretold(.unknown, because: path.doubt) : Foretold(isInSight ? .answered : .handed)
        }
        guard dropPoint.stage == .neighbor || dropPoint.solicitation != nil else {
            return Foretold(.unknown, because: "the packet is stopped before anybody is asked")
        }
        // Our own question is another packet than the kernel's.
        if dropPoint.rule != nil { return Foretold(.uncertain, because: dropPoint.reason) }
        return Foretold(.stopped, because: dropPoint.reason)
    }
}

extension PathFlow {
    /// A simulated packet for the same question.
    init(_ order: ProbeOrder) {
        let transport: Transport =
            switch order.kind {
            case .tcp: Questions.connection(order.port ?? 0)
            case .udp, .dns: Questions.datagram(order.port ?? 53)
            case .neighbor, .echo, .pathMTU: Questions.ping(order.dst.family)
            }
        self.init(
            from: order.netns, src: order.kind == .neighbor ? nil : order.src, to: order.dst, transport,
            mark: order.mark, oif: order.ifindex, uid: order.uid,
            length: order.kind == .pathMTU ? order.mtu : nil)
        gid = order.gid
    }
}

extension TargetAnalysis {
    /// What stops the simulated packet of a question; nil where nothing does for certain.
    public func dropPoint(of order: ProbeOrder) -> DropPoint? { probePath(order).stopped?.dropPoint }

    /// By which link of its namespace it leaves; nil where that is not known, or there is none.
    public func firstLink(of order: ProbeOrder) -> Int? {
        let flow = RouteFlow(dst: order.dst, src: order.src, oif: order.ifindex, mark: order.mark, uid: order.uid)
        return routerCache.lookup(flow, in: order.netns).value?.oif
    }
}
