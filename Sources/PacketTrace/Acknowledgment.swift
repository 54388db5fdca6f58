import Netfilter
import NetworkModel

/// The packet with which the sender of a SYN confirms that it was answered, and the way that the answer took.
public struct Acknowledgment {
    /// To the confirmation; it waits for no reply.
    public let answer: PathAnswer
    /// The answer's way.
    public let back: Trace
}

extension PacketTracer {
    /// What confirms the answer to a SYN. Nil where there is no answer, where chance decides, or where the sender is not on this node.
    public func acknowledgment(of flow: PathFlow) -> Acknowledgment? {
        guard case .tcp = flow.transport else { return nil }
        let ends = run(start(of: flow))
        guard ends.count == 1, let end = ends.first, end.disposition == .delivered, let sent = end.sent,
            let reply = reply(to: end, of: flow)
        else { return nil }
        let backs = run(reply)
        guard backs.count == 1, let back = backs.first, back.disposition == .delivered else { return nil }
        var flow = flow
        flow.src = sent.src
        flow.transport = .tcp(
            .init(ports: .init(source: sent.sport, destination: sent.dport), flags: Transport.TCP.ack))
        var packet = start(of: flow)
        packet.learned = back.learned
        packet.packet.hasPickedPort = end.packet.hasPickedPort
        let ways = run(packet).map { BidirectionalTrace(forward: $0.trace, replies: []) }
        return Acknowledgment(answer: PathAnswer(flow: flow, traces: ways), back: back.trace)
    }
}
