import Addresses
import NetworkModel
import PacketTrace

// A client takes another port for each connection: flows of one question that fared alike are said once.

extension Ladder {
    private struct Key: Hashable {
        let flow: ConntrackEntry.Tuple?
        let quoted: ConntrackEntry.Tuple?
        let isAnswer: Bool
        let isAnswered: Bool
        let places: [Int]
        let manners: [Rung.Manner]
        let lossAfter: Int?
        let dropPoint: DropPoint?
        let unexpected: Int?
        let disposition: Disposition?
        let silence: DropPoint?
    }

    private var key: Key {
        Key(
            flow: stream.sightings.first?.tuple.question(isAnswer: isAnswer),
            quoted: stream.quoted?.question(isAnswer: false), isAnswer: isAnswer, isAnswered: counterpart != nil,
            places: rungs.map(\.place), manners: rungs.map(\.manner), lossAfter: loss?.after,
            dropPoint: loss?.dropPoint, unexpected: unexpected?.place, disposition: trace?.disposition,
            silence: silence)
    }

    /// What is odd comes first, what is for a whole group last, and between them those with the most packets.
    static func merged(_ ladders: [Ladder]) -> [Ladder] {
        var places: [Key: Int] = [:]
        var merged: [Ladder] = []
        for ladder in ladders {
            let key = ladder.key
            if let index = places[key] {
                merged[index].add(ladder)
            } else {
                places[key] = merged.count
                merged.append(ladder)
            }
        }
        let sorted = merged.enumerated().sorted { a, b in
            (a.element.rank, b.element.sent, a.offset) < (b.element.rank, a.element.sent, b.offset)
        }
        return sorted.map(\.element)
    }

    private var rank: Int {
        if loss != nil || unexpected != nil || silence != nil { return 0 }
        return isForGroup ? 2 : 1
    }

    private mutating func add(_ other: Ladder) {
        members.formUnion(other.members)
        counterparts.formUnion(other.counterparts)
        flows += 1
        sent += other.sent
        tcp?.add(other.tcp)
        for (index, rung) in other.rungs.enumerated() { rungs[index].seen += rung.seen }
        loss?.lost += other.loss?.lost ?? 0
    }
}

extension PacketCapture.TCP {
    fileprivate mutating func add(_ other: PacketCapture.TCP?) {
        guard let other else { return }
        syns += other.syns
        resets += other.resets
        retransmissions += other.retransmissions
    }
}

extension ConntrackEntry.Tuple {
    /// Without the port or the number that whoever asks picks for each flow anew.
    func question(isAnswer: Bool) -> ConntrackEntry.Tuple {
        var question = self
        question.icmpId = nil
        if isAnswer { question.dport = nil } else { question.sport = nil }
        return question
    }
}
