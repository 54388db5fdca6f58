import Addresses
import NetworkModel
import SnapshotQuery

/// The conntrack entries that the kernel has, as the trace asks for them.
public struct KernelConntrack: ConntrackTable {
    public init() {}

    /// Asks for one entry by its tuple (CTA_TUPLE_ORIG of IPCTNL_MSG_CT_GET), not for a dump.
    public func entry(
        _ tuple: Connection.Tuple, zone: UInt16, in netns: NetnsID, of query: SnapshotQuery
    ) -> Observed<Connection> {
        query.flow(netns, ConntrackEntry.Tuple(tuple, isReply: false), zone: zone).map { flow in
            let direction: Connection.Direction = Connection.Tuple(flow.original) == tuple ? .original : .reply
            return Connection(flow, seen: direction)
        }
    }

    public func isFull(_ netns: NetnsID, of query: SnapshotQuery) -> Bool {
        guard let conntrack = query.conntrack(netns).value, let count = conntrack.count.value,
            let max = conntrack.max.value, max > 0, count >= max
        else { return false }
        return query.flowCensus(netns).value?.isAllAssured ?? false
    }
}

extension ConntrackEntry.Tuple {
    /// An echo request, or an answer to one.
    init(_ tuple: Connection.Tuple, isReply: Bool) {
        self.init(src: tuple.src, dst: tuple.dst, proto: tuple.proto)
        sport = tuple.sport
        dport = tuple.dport
        guard let id = tuple.icmpId else { return }
        icmpId = id
        icmpType = src.family == .inet ? (isReply ? 0 : 8) : (isReply ? 129 : 128)
        icmpCode = 0
    }
}

extension Connection.Tuple {
    init(_ tuple: ConntrackEntry.Tuple) {
        self.init(
            src: tuple.src, dst: tuple.dst, proto: tuple.proto, sport: tuple.sport, dport: tuple.dport,
            icmpId: tuple.icmpId)
    }
}

extension Connection {
    /// An entry as a packet of one direction sees it (resolve_normal_ct).
    init(_ flow: ConntrackEntry, seen direction: Direction) {
        let state: State =
            direction == .reply || flow.status.contains(.seenReply)
            ? .established : flow.status.contains(.expected) ? .related : .new
        self.init(state: state, direction: direction, original: Tuple(flow.original), reply: Tuple(flow.reply))
        status = Status(rawValue: flow.status.rawValue)
        mark = flow.mark ?? 0
        zone = flow.zone
        helper = flow.helper
        labels = flow.labels ?? []
    }
}
