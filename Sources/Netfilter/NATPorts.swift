import Addresses
import NetworkModel
import SnapshotQuery

/// The source ports that a rule may lend towards one destination.
public enum NATPorts {
    /// nf_nat_l4proto_unique_tuple: a rule that names no ports keeps one above 1023 above it.
    public static let usual: ClosedRange<UInt16> = 1024...65535

    /// Whether one is left.
    enum Supply {
        /// As far as is known.
        case enough
        /// Of connections that have ended: nf_nat_used_tuple_harder of newer kernels lends such a port again, if the new
        /// connection's sequence numbers are past those of the old, which is a matter of chance.
        case endedOnes
        /// Each is taken by a connection that lasts.
        case none
    }

    static func supply(
        of ports: ClosedRange<UInt16>, _ source: IPAddress, towards tuple: Connection.Tuple, in netns: NetnsID,
        _ query: SnapshotQuery
    ) -> Supply {
        guard let dport = tuple.dport,
            // Without as many entries there is nothing to count.
            let entries = query.conntrack(netns).value?.count.value, entries >= ports.count,
            let uses = query.portUse(netns, source, ports).value,
            let use = uses.first(where: { $0.proto == tuple.proto && $0.dst == tuple.dst && $0.dport == dport }),
            use.count >= ports.count
        else { return .enough }
        return use.lasting >= ports.count ? .none : .endedOnes
    }
}
