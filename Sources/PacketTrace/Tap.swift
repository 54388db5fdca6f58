import Netfilter
import NetworkModel
import SnapshotQuery

/// A place at which a packet socket on a link sees the packet, and what it looks like there: dev_queue_xmit_nit behind
/// the filters and the queue of a link that sends, ptype_all in __netif_receive_skb_core behind the programs of XDP and
/// before the filters of a link that receives.
public struct Tap: Hashable, Sendable {
    /// The link that sends or receives it.
    public var link: LinkRef
    /// The link sends it, or else has received it.
    public var isOutgoing: Bool
    /// Of the packet that was asked about, the innermost one where it travels in tunnels.
    public var tuple: Connection.Tuple
    /// Of the outermost packet, where it travels in a tunnel.
    public var outer: Connection.Tuple?
    /// How many hops of the trace lie before it.
    public var hops: Int
}

extension PacketTracer {
    /// Notes that whoever listens on the link sees the packet, where somebody wants to know.
    func tap(_ flight: inout PacketInFlight, _ ref: LinkRef, isOutgoing: Bool) {
        // Who has an address is asked beside the packet: those frames are not its own.
        guard tapsLinks, flight.ask == nil else { return }
        let tap = Tap(
            link: ref, isOutgoing: isOutgoing, tuple: Connection.Tuple(flight.inner.first?.packet ?? flight.packet),
            outer: flight.inner.isEmpty ? nil : Connection.Tuple(flight.packet), hops: flight.hops.count)
        flight.taps.append(tap)
    }
}
