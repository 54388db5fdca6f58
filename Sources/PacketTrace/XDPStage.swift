import NetworkModel
import Routing
import SnapshotQuery

/// XDP_* (linux/bpf.h).
private enum XDPVerdict {
    static let aborted: Int32 = 0
    static let drop: Int32 = 1
    static let pass: Int32 = 2
}

extension PacketTracer {
    /// What sees a frame before any hook of netfilter. The packets that it becomes where it does not simply go on.
    func runPrograms(_ flight: inout PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown)
        -> [PacketInFlight]?
    {
        if aim.isVerdict, let ends = try runXDP(flight, ref, link) { return ends }
        tap(&flight, ref, isOutgoing: false)
        guard aim.isVerdict else { return nil }
        return try filter(flight, ref, link, .ingress)
    }

    /// The program in a link's receive path, before anything else sees the frame. Nil where it goes on.
    private func runXDP(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight]? {
        guard let xdp = link.xdp, xdp.mode != 0 else { return nil }
        guard let id = xdp.programId, xdp.mode < 4 else { throw NotKnown("XDP programs on \(link.ifname) decide") }
        let name = "XDP program \(programName(id)) on \(link.ifname)"
        switch try constant(id, name) {
        case XDPVerdict.pass: return nil
        case XDPVerdict.drop, XDPVerdict.aborted:
            return flight.dropped(
                DropPoint(ref.netns, .xdp, .program, link.ifname, "\(name) drops every frame", link: ref))
        default: throw NotKnown("\(name) decides")
        }
    }
}
