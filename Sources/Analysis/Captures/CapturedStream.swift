import Addresses
import Netfilter
import NetworkModel
import PacketTrace

// What is said about a captured stream as a whole.

extension Ladder {
    /// `tcp 10.1.0.2:40000 -> 8.8.8.8:443`, as its sender made it.
    public var words: String { stream.sightings.first?.tuple.words ?? "" }

    /// Packets that the first place saw.
    public var sent: Int { stream.sightings.first?.packets ?? 0 }

    /// First packets of connections left by the last place where they should be seen, and nothing came back.
    public var isUnanswered: Bool {
        guard counterpart == nil, !isAnswer, loss == nil, unexpected == nil, let trace, trace.disposition == .leftNode
        else { return false }
        return (stream.tcp?.syns ?? 0) > 0
    }

    /// The simulation knows what stops them where they were lost.
    public var isAsSimulated: Bool { loss?.dropPoint != nil }
}

extension ConntrackEntry.Tuple {
    /// `tcp 10.1.0.2:40000 -> 8.8.8.8:443`
    public var words: String {
        "\(Transport(self).name) \(src.text(port: sport)) -> \(dst.text(port: dport))"
    }
}
