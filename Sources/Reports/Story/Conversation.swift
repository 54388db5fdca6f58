import Diagnosis
import NetworkModel

/// Both directions of what was captured, place by place.
struct Conversation {
    let there: CaptureReport.Stream
    let back: CaptureReport.Stream?

    /// One place: how many packets were seen there, in each direction; nil where none should have been.
    struct Row {
        let place: Int
        let there: CaptureReport.Rung?
        let back: CaptureReport.Rung?
    }

    /// In the order of packets there, then those that only answers passed.
    var rows: [Row] {
        let ours = there.rungs.map { rung in
            Row(place: rung.place, there: rung, back: back?.rungs.first { $0.place == rung.place })
        }
        let known = Set(there.rungs.map(\.place))
        let theirs = (back?.rungs ?? []).reversed().filter { !known.contains($0.place) }
        return ours + theirs.map { Row(place: $0.place, there: nil, back: $0) }
    }

    static func all(_ capture: CaptureReport) -> [Conversation] {
        let answers = Dictionary(
            capture.streams.enumerated().compactMap { index, stream in stream.answers.map { ($0, index) } },
            uniquingKeysWith: { first, _ in first })
        let told = Set(answers.values)
        return capture.streams.indices.filter { !told.contains($0) }.map { index in
            Conversation(there: capture.streams[index], back: answers[index].map { capture.streams[$0] })
        }
    }

    /// `tcp 10.1.0.2 -> 8.8.8.8:443, 5 flows: 12 packets there, 5 SYN, 10 back`
    var headline: String {
        var parts = ["\(there.sent) \(there.sent == 1 ? "packet" : "packets")"]
        if let tcp = there.tcp { parts += Self.words(tcp) }
        if let back {
            let words = back.tcp.map(Self.words) ?? []
            parts.append("\(back.sent) back" + (words.isEmpty ? "" : " with \(words.joined(separator: " and "))"))
        }
        if let quoted = there.quoted { parts.append("about \(quoted)") }
        let flows = there.flows == 1 ? "" : ", \(there.flows) flows"
        return "\(there.flow)\(flows): \(parts.joined(separator: ", "))"
    }

    private static func words(_ tcp: PacketCapture.TCP) -> [String] {
        [(tcp.syns, "SYN"), (tcp.resets, "RST"), (tcp.retransmissions, "sent again")].filter { $0.0 > 0 }.map {
            "\($0.0) \($0.1)"
        }
    }
}

extension CaptureReport {
    /// `10.0 s at 4 places, 52 packets`
    var headline: String {
        let tenths = (milliseconds + 50) / 100
        let received = places.reduce(0) { $0 + $1.received }
        let filter = filter.map { ", filter \($0)" } ?? ""
        let places = "\(places.count) \(places.count == 1 ? "place" : "places")"
        let seen = received == 0 ? "nothing was seen" : "packets seen \(received) times"
        return "\(tenths / 10).\(tenths % 10) s at \(places), \(seen)\(filter)"
    }

    /// Why a loss cannot be told, place by place.
    var doubts: [String] {
        places.filter { $0.missed > 0 }.map {
            "no room for \($0.missed) packets at \($0.label), so nothing is known to be lost"
        }
    }

    func label(_ place: Int) -> String { places.indices.contains(place) ? places[place].label : "?" }
}

extension CaptureReport.Stream {
    /// What is known of the loss.
    var lossReason: String {
        guard let stoppedBy else { return "the simulation knows nothing that stops them" }
        guard let counted, counted > 0 else { return stoppedBy.reason }
        return "\(stoppedBy.reason) (its counter rose by \(counted))"
    }
}

extension PathReport.DropPoint {
    /// In a sentence, or at least by its name.
    var reason: String { because ?? "\(object) \(name)" }
}

extension Conversation.Row {
    /// What the packets look like here, where that is not as they were made; nil where it is.
    var looks: String? {
        let seen = there ?? back
        let parts = [seen?.translation.map { "as \($0)" }, seen?.tunnel.map { "in \($0)" }].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

extension CaptureReport.Drop {
    /// `5 of udp 10.1.0.2:4000 -> 8.8.8.8:53 by a rule of netfilter (nft_do_chain, NETFILTER_DROP), as simulated: …`
    var sentence: String {
        let link = ifname.map { "in by \($0)" }
        let simulated = stoppedBy.map { ", as simulated: \($0.reason)" } ?? ""
        return "\(packets) of \(flow) \(words.map { "\($0) " } ?? "")(\(kernelWords(symbol, reason, link)))\(simulated)"
    }
}

extension CaptureReport.MachineDrop {
    /// `5 frames of IPv4 by a rule of netfilter (nft_do_chain, NETFILTER_DROP)`
    var sentence: String {
        let kernel = kernelWords(symbol, reason)
        let place = kernel.isEmpty ? words ?? "at a place that this kernel does not name" : "(\(kernel))"
        let words = kernel.isEmpty ? "" : words.map { "\($0) " } ?? ""
        return "\(frames) \(frames == 1 ? "frame" : "frames") of \(proto) \(words)\(place)"
    }
}

extension CaptureReport {
    /// What the kernel told of the whole machine, a sentence for each; empty where nobody asked.
    var machineSentences: [String] {
        guard let machineDrops else { return [] }
        let missed =
            missedMachineDrops > 0 ? ["\(missedMachineDrops) more, that the kernel had no room to tell of"] : []
        return machineDrops.map(\.sentence) + missed
    }
}

/// What the kernel itself says of a drop: `nft_do_chain, NETFILTER_DROP`.
private func kernelWords(_ symbol: String?, _ reason: String?, _ more: String? = nil) -> String {
    [symbol, reason == "NOT_SPECIFIED" ? nil : reason, more].compactMap { $0 }.joined(separator: ", ")
}
