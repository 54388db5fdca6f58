import Addresses
import NetworkModel

/// One namespace's tables by key, built once for each pass over a snapshot.
final class NamespaceIndex {
    let namespace: Namespace
    /// Rows in full; brief ones are found through `ports` only.
    let links: [Int: Link]
    private(set) lazy var linksByName = Dictionary(links.values.map { ($0.ifname, $0) }) { first, _ in first }
    private(set) lazy var ports = Dictionary(grouping: namespace.links.rows.filter { $0.master != nil }) { $0.master ?? 0 }
    private(set) lazy var addresses = Dictionary(grouping: namespace.addresses.rows, by: \.ifindex)
    /// Both families were read whole.
    private(set) lazy var hasAllAddresses = namespace.addresses.asked.isSuperset(
        of: [Table<Address>.key(.inet), Table<Address>.key(.inet6)])
    private lazy var neighbors = Dictionary(
        namespace.neighbors.rows.filter { !$0.isProxy }.map { (Key(ifindex: $0.ifindex, dst: $0.dst), $0) }
    ) { first, _ in first }

    private struct Key: Hashable {
        var ifindex: Int
        var dst: IPAddress
    }

    init(_ namespace: Namespace) {
        self.namespace = namespace
        links = Dictionary(namespace.links.rows.filter { !$0.isBrief }.map { ($0.ifindex, $0) }) { first, _ in first }
    }

    func neighbor(_ ifindex: Int, _ dst: IPAddress) -> Neighbor? { neighbors[Key(ifindex: ifindex, dst: dst)] }
}
