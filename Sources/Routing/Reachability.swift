import Addresses
import NetworkModel

/// What the neighbour table says of a gateway: rt6_check_neigh.
struct Reachability {
    private let states: [Int: [IPAddress: Neighbor.State]]
    private let table: Table<Neighbor>

    /// - Parameter earlier: taken over where no neighbour was read since.
    init(_ namespace: Namespace, after earlier: Reachability?) {
        if let earlier, earlier.table.stamp == namespace.neighbors.stamp {
            self = earlier
            return
        }
        table = namespace.neighbors
        states = Dictionary(grouping: namespace.neighbors.rows, by: \.ifindex).mapValues { rows in
            Dictionary(rows.map { ($0.dst, $0.state) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// Nil: the kernel has no entry.
    func state(_ address: IPAddress, _ ifindex: Int) throws(NotKnown) -> Neighbor.State? {
        if let state = states[ifindex]?[address] { return state }
        guard let gap = table.gap, !table.asked.contains(Table<Neighbor>.key(ifindex, address)) else { return nil }
        throw NotKnown("neighbour \(address) not seen (neighbors: \(gap))")
    }

    /// A gateway that nobody has asked for yet counts as reachable (CONFIG_IPV6_ROUTER_PREF).
    func hasFailed(_ address: IPAddress, _ ifindex: Int) throws(NotKnown) -> Bool {
        guard let state = try state(address, ifindex) else { return false }
        return state.contains(.failed) && state.isDisjoint(with: .valid)
    }
}
