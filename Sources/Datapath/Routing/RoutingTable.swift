import Addresses
import NetworkModel

/// All routes of one table and family, ready for longest-prefix lookups: a hash per prefix length, which is enough
/// for full tables, since only the lengths in use are probed.
struct RoutingTable {
    /// The routes to one destination prefix.
    struct Node {
        /// In the kernel's order of preference.
        var entries: [FIBEntry] = []
        /// IPv6 routes that also ask for a source prefix, longest source first: the kernel's subtree below the node.
        var subtree: [(src: IPPrefix, entries: [FIBEntry])] = []
    }

    private struct Level {
        let length: Int
        var nodes: [UInt128: Node]
    }

    let family: IPAddress.Family
    /// All of them, in the order of the dump.
    let entries: [FIBEntry]
    /// Longest prefixes first.
    private var levels: [Level]

    init(family: IPAddress.Family, entries: [FIBEntry]) {
        self.family = family
        self.entries = entries
        var byLength: [Int: [UInt128: Node]] = [:]
        for entry in entries {
            let dst = entry.route.dst
            Self.insert(entry, into: &byLength[dst.length, default: [:]][dst.network.address.bits, default: Node()])
        }
        levels = byLength.keys.sorted(by: >).map { length in
            Level(length: length, nodes: (byLength[length] ?? [:]).mapValues(Self.sorted))
        }
    }

    var destinations: [IPPrefix] { entries.map(\.route.dst) }

    private static func insert(_ entry: FIBEntry, into node: inout Node) {
        guard let src = entry.route.src, src.length > 0 else {
            node.entries.append(entry)
            return
        }
        if let index = node.subtree.firstIndex(where: { $0.src == src.network }) {
            node.subtree[index].entries.append(entry)
        } else {
            node.subtree.append((src.network, [entry]))
        }
    }

    /// IPv4 prefers the higher tos, then the lower metric (fib_find_alias); IPv6 knows no tos here. Equals stay in the
    /// order of the dump, which is the kernel's own.
    private static func sorted(_ node: Node) -> Node {
        Node(
            entries: inOrder(node.entries),
            subtree: node.subtree.sorted { $0.src.length > $1.src.length }.map { ($0.src, inOrder($0.entries)) })
    }

    private static func inOrder(_ entries: [FIBEntry]) -> [FIBEntry] {
        entries.enumerated().sorted { a, b in
            let (x, y) = (a.element.route, b.element.route)
            if x.family == .inet, x.tos != y.tos { return x.tos > y.tos }
            return x.metric == y.metric ? a.offset < b.offset : x.metric < y.metric
        }.map(\.element)
    }

    /// Every node whose prefix covers the address, longest prefix first.
    func nodes(covering address: IPAddress) -> [(length: Int, key: UInt128, node: Node)] {
        var found: [(length: Int, key: UInt128, node: Node)] = []
        for level in levels {
            guard let key = IPPrefix(address, length: level.length)?.network.address.bits else { continue }
            if let node = level.nodes[key] { found.append((level.length, key, node)) }
        }
        return found
    }
}
