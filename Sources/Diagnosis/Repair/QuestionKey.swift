import Addresses
import Analysis
import Netfilter
import NetworkModel
import PacketTrace

/// A question by what somebody wants to know, so that it is found again in a network that was changed: not by the source
/// address or the port that the kernel picks.
struct QuestionKey: Hashable {
    let subject: NetnsID
    let question: AskedPath.Question
    /// Where it comes in, and from whom, if from outside.
    let iif: Int?
    let src: IPAddress?
    let dst: IPAddress
    let proto: String
    let port: UInt16?
    /// A packet as big as the way is meant to take, whatever that is.
    let isFull: Bool

    init(_ path: AskedPath) {
        let flow = path.answer.flow
        subject = path.subject
        question = path.question
        iif = flow.iif
        src = flow.iif.flatMap { _ in flow.src }
        dst = flow.dst
        proto = flow.transport.name
        port = flow.transport.ports?.destination
        isFull = flow.length != nil
    }
}

/// What is wrong, whatever else is said about it.
struct FindingKey: Hashable {
    let id: String
    let subject: Finding.Subject

    init(_ finding: Finding) {
        id = finding.id
        subject = finding.subject
    }
}
