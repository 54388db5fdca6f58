import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// __dev_queue_xmit: the queue of a link, where it is one that drops on purpose. The packets that the packet becomes:
    /// two where chance decides.
    func shape(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        guard aim.isVerdict, ref.ifindex != Devices.loopback,
            let qdisc = try known(query.traffic(ref), "queue of \(link.ifname)")?.qdisc
        else { return [flight] }
        let name = "the queue of \(link.ifname), \(qdisc.words),"
        if let reason = qdisc.refusal(of: flight.packet.usualLength + link.frameHeader, name) {
            return [dropped(flight, ref, link, qdisc, reason)]
        }
        let waiting = flight.with(
            Hop(ref.netns, .queue, link: ref, name: link.ifname, .wait, because: "it waits in \(qdisc.words)"))
        guard qdisc.kind == "netem" else { return [waiting] }
        guard let loss = qdisc.loss else { throw NotKnown("\(name) drops some packets by a model that is not read") }
        guard loss >= Usual.rareLoss else { return [waiting] }
        let share = "\(Int((loss * 100).rounded())) % of packets"
        var (passing, lost) = (waiting, dropped(flight, ref, link, qdisc, "\(name) drops \(share) by chance"))
        passing.assumptions.append("\(name) lets it pass")
        lost.assumptions.append("\(name) drops it, as \(share)")
        return [passing, lost]
    }

    private func dropped(
        _ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ qdisc: Qdisc, _ reason: String
    ) -> PacketInFlight {
        flight.ended(
            .dropped, DropPoint(ref.netns, .queue, .qdisc, "\(link.ifname) \(qdisc.kind)", reason, link: ref))
    }

    /// ifb_ri_tasklet: a device to which filters send what arrives at another, so that it can be shaped; then it goes on as if
    /// it had just arrived there, past the filters.
    func giveBack(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> PacketInFlight {
        guard let redirected = flight.redirected else {
            return flight.ended(
                .dropped,
                DropPoint(
                    ref.netns, .device, .link, link.ifname,
                    "\(link.ifname) is an ifb, which drops what no filter has sent to it", link: ref))
        }
        guard redirected.at == .ingress, redirected.from.netns == ref.netns else {
            throw NotKnown("what \(link.ifname) gives back to a sending link is not followed")
        }
        let hop = Hop(
            ref.netns, .tc, link: ref, name: link.ifname, .redirect,
            because: "\(link.ifname) gives it back to \(name(ref.netns, redirected.from.ifindex))")
        var back = flight.with(hop).at(.receive(redirected.from))
        back.redirected = nil
        back.isGivenBack = true
        return back
    }
}

extension Packet {
    /// Bytes of a packet of which no length was said: of a SYN, of a ping or a question for a name or a neighbour.
    fileprivate var usualLength: Int {
        if let length { return length }
        switch transport {
        case .none: return isARP ? 28 : family == .inet ? 20 : 40
        case .tcp, .udp: return family == .inet ? 60 : 80
        default: return family == .inet ? 84 : 72
        }
    }
}

extension Qdisc {
    /// `tbf rate 8kbit limit 1600 bytes`
    public var words: String {
        var words = [kind]
        if let rate { words.append("rate \(Self.bits(rate))") }
        if let limit { words.append("limit \(limit) \(countsBytes ? "bytes" : "packets")") }
        if let loss, loss > 0 { words.append("loss \(Int((loss * 100).rounded()))%") }
        return words.joined(separator: " ")
    }

    private var countsBytes: Bool { kind == "tbf" || kind == "bfifo" }

    private static func bits(_ bytes: UInt64) -> String {
        let bits = bytes.multipliedReportingOverflow(by: 8).partialValue
        for (unit, factor) in [("gbit", 1_000_000_000), ("mbit", 1_000_000), ("kbit", 1000)] as [(String, UInt64)]
        where bits >= factor && bits % factor == 0 {
            return "\(bits / factor)\(unit)"
        }
        return "\(bits)bit"
    }

    /// Why no packet of a size gets through, however empty it is; nil where it may.
    fileprivate func refusal(of frame: Int, _ name: String) -> String? {
        switch kind {
        case "blackhole": return "\(name) drops every packet"
        case "netem" where loss == 1: return "\(name) drops every packet"
        case "pfifo" where limit == 0: return "\(name) takes no packet"
        // bfifo_enqueue, which tbf uses too.
        case "tbf", "bfifo":
            guard let limit, frame > Int(limit) else { return nil }
            return "\(name) takes at most \(limit) bytes, and a frame has \(frame)"
        default: return nil
        }
    }
}

extension Link {
    /// ETH_HLEN, which queues count.
    fileprivate var frameHeader: Int { linkType == 1 ? 14 : 0 }
}
