import Addresses
import KernelWire
import NetworkModel

/// Makes one value of what several places saw, packet by packet.
public struct CaptureTable {
    private var packets: [TrackedPacket] = []
    private var solicitations = SolicitationTable()

    /// Nothing was seen yet.
    public init() {}

    /// A packet of IP.
    public mutating func add(_ packet: TrackedPacket) { packets.append(packet) }

    /// A frame that may ask for, or tell, a hardware address.
    public mutating func add(_ frame: Frame, place: Int) { solicitations.add(frame, place: place) }

    /// Streams that are listed; there is no end of what a stranger may send.
    public static let most = 200

    /// Fills in what was seen.
    /// - Parameters:
    ///   - end: nanoseconds since the start, up to which packets count.
    ///   - margin: for how many nanoseconds more the places were watched.
    ///   - begins: places where only those packets were taken that somebody asked for, while others took more; nil where
    ///     all took the same.
    public func fill(_ capture: inout PacketCapture, end: Int64, margin: Int64, begins: Set<Int>? = nil) {
        let table = StreamTable(packets, end: end, margin: margin, begins: begins)
        (capture.streams, capture.unlisted) = table.streams(most: Self.most)
        capture.solicitations = solicitations.listed(most: Self.most)
    }
}

/// Counts who asked for whose hardware address, and how often that was answered.
struct SolicitationTable {
    private struct Question: Hashable {
        var sender: IPAddress
        var target: IPAddress
    }

    private var questions: [Question: [Int: Int]] = [:]
    private var firsts: [Question: Int] = [:]
    private var answers: [Question: [Int: Int]] = [:]

    mutating func add(_ frame: Frame, place: Int) {
        if let arp = frame.outer.arp {
            switch arp.operation {
            case 1: ask(arp.sender, arp.target, place)
            case 2: answer(arp.target, arp.sender, place)
            default: break
            }
        }
        guard frame.packets.count == 1, let ip = frame.outer.ip, case .icmp(let message) = frame.outer.transport,
            ip.proto == 58, let target = message.target
        else { return }
        switch message.type {
        case 135: ask(ip.source, target, place)
        case 136: answer(ip.destination, target, place)
        default: break
        }
    }

    /// Who looks whether an address is free (RFC 5227, RFC 4862), or says its own, waits for no answer.
    private mutating func ask(_ sender: IPAddress, _ target: IPAddress, _ place: Int) {
        guard !sender.isUnspecified, sender != target else { return }
        let question = Question(sender: sender, target: target)
        firsts[question] = firsts[question] ?? place
        questions[question, default: [:]][place, default: 0] += 1
    }

    private mutating func answer(_ sender: IPAddress, _ target: IPAddress, _ place: Int) {
        answers[Question(sender: sender, target: target), default: [:]][place, default: 0] += 1
    }

    func listed(most: Int) -> [PacketCapture.Solicitation] {
        let all = firsts.map { question, place in
            PacketCapture.Solicitation(
                place: place, sender: question.sender, target: question.target,
                questions: questions[question]?[place] ?? 0,
                // An answer goes to one port of a bridge, and may pass where the question did not come by first.
                answers: answers[question]?.values.max() ?? 0)
        }
        return Array(
            all.sorted {
                ($1.questions, $0.place, $0.sender, $0.target) < ($0.questions, $1.place, $1.sender, $1.target)
            }
            .prefix(most))
    }
}
