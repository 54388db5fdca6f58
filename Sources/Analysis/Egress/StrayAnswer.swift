import Addresses
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

/// An answer to somebody on this node that leaves the node.
struct StrayAnswer {
    let trace: Trace
    /// The link it leaves by.
    let oif: LinkRef
    /// The router outside that gets it.
    let gateway: IPAddress
}

extension AskedPath {
    /// The answer to what began on this node, where it leaves by a router outside: whoever that is may send it back, or not.
    /// Where it goes to a neighbor of the uplink's own network a switch may lead it back in.
    var strayAnswer: StrayAnswer? {
        guard answer.flow.iif == nil else { return nil }
        return way?.replies.lazy.compactMap { reply -> StrayAnswer? in
            guard reply.disposition == .leftNode, let last = reply.passages.last, let oif = last.oif,
                let gateway = last.path?.gateway
            else { return nil }
            return StrayAnswer(trace: reply, oif: oif, gateway: gateway)
        }.first
    }
}
