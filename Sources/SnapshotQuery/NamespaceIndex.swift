import Addresses
import NetworkModel

/// One namespace's tables by key, each worked out once for as long as nothing more is read into it.
final class NamespaceIndex {
    let namespace: Namespace
    private let linkIndex: LinkIndex
    private let addressIndex: AddressIndex
    private let neighborIndex: NeighborIndex

    /// - Parameter earlier: the same namespace as it was known a round ago.
    init(_ namespace: Namespace, after earlier: NamespaceIndex?) {
        self.namespace = namespace
        func isSame<Row>(_ path: KeyPath<Namespace, Table<Row>>) -> Bool {
            earlier?.namespace[keyPath: path].stamp == namespace[keyPath: path].stamp
        }
        linkIndex = earlier.flatMap { isSame(\.links) ? $0.linkIndex : nil } ?? LinkIndex(namespace.links)
        addressIndex =
            earlier.flatMap { isSame(\.addresses) ? $0.addressIndex : nil } ?? AddressIndex(namespace.addresses)
        neighborIndex =
            earlier.flatMap { isSame(\.neighbors) ? $0.neighborIndex : nil } ?? NeighborIndex(namespace.neighbors)
    }

    /// Rows in full; brief ones are found through `ports` only.
    func link(_ ifindex: Int) -> Link? { linkIndex.places[ifindex].map { namespace.links.rows[$0] } }
    func link(named name: String) -> Link? { linkIndex.placesByName[name].map { namespace.links.rows[$0] } }
    var ports: [Int: [Link]] { linkIndex.ports }
    var addresses: [Int: [Address]] { addressIndex.byDevice }
    func addresses(_ family: IPAddress.Family) -> [Address] { addressIndex.byFamily[family] ?? [] }
    /// Both families were read whole.
    var hasAllAddresses: Bool { addressIndex.hasAll }

    func neighbor(_ ifindex: Int, _ dst: IPAddress) -> Neighbor? {
        neighborIndex.rows[.init(ifindex: ifindex, dst: dst)]
    }

    func fdbEntry(_ bridge: Int, _ mac: LinkLayerAddress) -> FDBEntry? {
        namespace.fdb.rows.first { $0.master == bridge && $0.mac == mac }
    }
}

private final class LinkIndex {
    let places: [Int: Int]
    private let table: Table<Link>
    private(set) lazy var placesByName = table.places { $0.isBrief ? nil : $0.ifname }
    private(set) lazy var ports = Dictionary(grouping: table.rows.filter { $0.master != nil }) { $0.master ?? 0 }

    init(_ table: Table<Link>) {
        self.table = table
        places = table.places { $0.isBrief ? nil : $0.ifindex }
    }
}

private final class AddressIndex {
    private let table: Table<Address>
    private(set) lazy var byDevice = Dictionary(grouping: table.rows, by: \.ifindex)
    private(set) lazy var byFamily = Dictionary(grouping: table.rows, by: \.local.family)
    private(set) lazy var hasAll = table.asked.isSuperset(of: [Table<Address>.key(.inet), Table<Address>.key(.inet6)])

    init(_ table: Table<Address>) {
        self.table = table
    }
}

private final class NeighborIndex {
    struct Key: Hashable {
        var ifindex: Int
        var dst: IPAddress
    }

    private let table: Table<Neighbor>
    private(set) lazy var rows = Dictionary(
        table.rows.filter { !$0.isProxy }.map { (Key(ifindex: $0.ifindex, dst: $0.dst), $0) }
    ) { first, _ in first }

    init(_ table: Table<Neighbor>) {
        self.table = table
    }
}
