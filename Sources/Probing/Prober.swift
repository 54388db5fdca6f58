import Addresses
import CLinux
import Kernel
import NetworkModel

/// Sends what was ordered, each question on a thread of its own: it enters the namespace, opens its socket as the user that
/// the question is of, gives all capabilities up, and only then meets the network.
public struct Prober {
    /// A question, and the namespace that it is asked from.
    public struct Question {
        public let order: ProbeOrder
        let namespace: NamespaceHandle

        /// The namespace is held open meanwhile.
        public init(_ order: ProbeOrder, in namespace: NamespaceHandle) {
            self.order = order
            self.namespace = namespace
        }
    }

    /// Questions that are asked at once.
    private static let most = 16
    /// Of a packet without an answer.
    private static let tries = 3

    private let patience: Patience

    /// - Parameters:
    ///   - seconds: for everything together.
    ///   - each: for the answer to one packet.
    ///   - stop: a descriptor that becomes readable when everything should end.
    public init(seconds: Double, each: Double = 1, stop: Int32? = nil) {
        patience = Patience(
            deadline: Patience.now + Int64(seconds * 1_000_000), each: Int64(each * 1_000_000), tries: Self.tries,
            stop: stop)
    }

    /// One result for each question, in their order.
    public func ask(_ questions: [Question]) throws(SystemError) -> [ProbeResult] {
        var results: [ProbeResult] = []
        for start in stride(from: 0, to: questions.count, by: Self.most) {
            let part = questions[start..<min(start + Self.most, questions.count)]
            results += try NamespaceThread.runAll(
                part.map { question in
                    { visitor in
                        do throws(SystemError) {
                            return try Self.ask(question, patience, visitor)
                        } catch {
                            return ProbeResult(unsent: question.order, error)
                        }
                    }
                })
        }
        return results
    }

    private static func ask(
        _ question: Question, _ patience: Patience, _ visitor: borrowing Visitor
    ) throws(SystemError) -> ProbeResult {
        let order = question.order
        guard !patience.isOver else { return ProbeResult(order, .unsent) }
        try visitor.enter(question.namespace)
        var note: String?
        if let uid = order.uid, nsd_become_for_files(uid, order.gid ?? 0) < 0 {
            note = "sent as another user than \(uid): rules about users may judge it differently"
        }
        let run = try socket(order)
        _ = try checked("give capabilities up") { nsd_drop_capabilities() }
        var result = run(patience)
        result.note = result.note ?? note
        return result
    }

    /// Opens what is needed, and gives what is to be done with it.
    private static func socket(_ order: ProbeOrder) throws(SystemError) -> (Patience) -> ProbeResult {
        switch order.kind {
        case .neighbor where order.dst.family == .inet: try NeighborProbe.ARP(order).run
        case .neighbor: try NeighborProbe.Solicitation(order).run
        case .echo, .pathMTU: try EchoProbe(order).run
        case .dns, .udp: try DatagramProbe(order).run
        case .tcp: try ConnectProbe(order).run
        }
    }
}

extension ProbeResult {
    fileprivate init(unsent order: ProbeOrder, _ error: SystemError) {
        self.init(order, .unsent)
        note = error.description
    }
}
