import NetworkModel
import PacketTrace
import SnapshotQuery

/// A drop that the kernel told of, beside what stops the simulated packet of the same flow.
public struct JudgedDrop: Sendable {
    public internal(set) var drop: PacketCapture.Drop
    /// Where of the trace that is; nil where the function is not known.
    public let stage: Stage?
    /// `by a rule of netfilter`; nil where the function is not known.
    public let words: String?
    /// The captured flow that its packets are of, whatever NAT has made of their header; nil for none.
    public let ladder: Ladder?
    /// What stops the simulated packet just there; nil for nothing.
    public let dropPoint: DropPoint?

    /// `tcp 10.1.0.2:40000 -> 8.8.8.8:443`, as its sender made it where that was captured.
    public var flow: String { ladder?.words ?? drop.tuple.words }
}

/// Frames that the kernel dropped in one place for one reason, whosever they were.
public struct JudgedMachineDrop: Sendable {
    public let place: MachineDrops.Place
    /// Where of a trace that is; nil where neither the reason nor the function is known.
    public let stage: Stage?
    /// `by a rule of netfilter`; nil likewise.
    public let words: String?
}

extension TargetAnalysis {
    /// Those with the most packets first; empty where nobody asked for drops.
    public var judgedDrops: [JudgedDrop] {
        guard let capture = query.snapshot.capture, let drops = capture.drops else { return [] }
        var ladders: [ConntrackEntry.Tuple: Ladder] = [:]
        for ladder in self.ladders {
            for tuple in ladder.members.flatMap({ capture.streams[$0].sightings }).map(\.tuple)
            where ladders[tuple] == nil { ladders[tuple] = ladder }
        }
        return drops.map { drop in
            let meaning = DropWords.meaning(drop.reason, at: drop.symbol)
            let ladder = ladders[drop.tuple]
            let dropPoint = [ladder?.loss?.dropPoint, ladder?.trace?.dropPoint, ladder?.silence].lazy.compactMap { $0 }
                .first { $0.stage == meaning?.stage }
            return JudgedDrop(
                drop: drop, stage: meaning?.stage, words: meaning?.words, ladder: ladder, dropPoint: dropPoint)
        }
    }

    /// Packets of flows that fared alike are one drop, if they were dropped at one place for one reason.
    public var mergedDrops: [JudgedDrop] {
        var merged: [JudgedDrop] = []
        var places: [[String?]: Int] = [:]
        for judged in judgedDrops {
            let key = [judged.flow, judged.drop.symbol, judged.drop.reason, judged.drop.ifname]
            if let place = places[key] {
                let (sum, overflow) = merged[place].drop.packets.addingReportingOverflow(judged.drop.packets)
                merged[place].drop.packets = overflow ? .max : sum
            } else {
                places[key] = merged.count
                merged.append(judged)
            }
        }
        return merged
    }

    /// Those with the most frames first; empty where nobody asked for them.
    public var judgedMachineDrops: [JudgedMachineDrop] {
        (query.snapshot.capture?.machineDrops?.places ?? []).map { place in
            let meaning = DropWords.meaning(place.reason, at: place.symbol)
            return JudgedMachineDrop(place: place, stage: meaning?.stage, words: meaning?.words)
        }
    }
}
