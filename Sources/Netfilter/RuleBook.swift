import NetworkModel
import SnapshotQuery

/// All rules that packets meet, and the connections that the kernel already knows.
public struct RuleBook {
    /// None: rules are unknown, and so is what becomes of a packet at the first hook.
    public var backends: [any RuleBackend]
    /// Nil: no connection is known but those that traced packets have begun.
    public var flows: (any ConntrackTable)?

    public init(backends: [any RuleBackend], flows: (any ConntrackTable)? = nil) {
        self.backends = backends
        self.flows = flows
    }
}

/// Conntrack entries that exist. They override NAT rules: those are asked about the first packet only.
public protocol ConntrackTable {
    /// The entry that a packet with this tuple belongs to, in either direction; `state` and `direction` as that packet
    /// would see them.
    func entry(_ tuple: Connection.Tuple, zone: UInt16, in netns: NetnsID, of query: SnapshotQuery) -> Observed<
        Connection
    >

    /// There is no room for another entry, and none that is given up for it.
    func isFull(_ netns: NetnsID, of query: SnapshotQuery) -> Bool
}

extension RuleBook {
    /// Every backend there is.
    public static var all: RuleBook {
        RuleBook(backends: [NftBackend(compat: XtCompat()), XtBackend()], flows: KernelConntrack())
    }
}
