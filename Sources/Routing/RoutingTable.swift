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
        /// The node has a subtree only, and longer prefixes part at it. Then the kernel may have had the node before
        /// the subtree, with a key that is too long, and lookups that do not fit that key pass the subtree over
        /// (fib6_node_lookup_1).
        var mayHideSubtree = false
        var isRoot = false
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
            let fresh = Node(isRoot: dst.isDefault)
            Self.insert(entry, into: &byLength[dst.length, default: [:]][dst.network.address.bits, default: fresh])
        }
        levels = byLength.keys.sorted(by: >).map { length in
            Level(length: length, nodes: (byLength[length] ?? [:]).mapValues(Self.sorted))
        }
        markHiddenSubtrees()
    }

    private mutating func markHiddenSubtrees() {
        let isBare = { (node: Node) in node.entries.isEmpty && !node.subtree.isEmpty }
        guard levels.contains(where: { $0.nodes.values.contains(where: isBare) }) else { return }
        let prefixes = Set(entries.map(\.route.dst.network)).sorted()
        for index in levels.indices {
            let length = levels[index].length
            guard length > 0, length < family.width else { continue }
            let half = UInt128(1) << UInt128(family.width - length - 1)
            for (key, node) in levels[index].nodes where isBare(node) {
                let isSplit = [key, key + half].allSatisfy { start in
                    prefixes.hasLonger(than: length, from: start, to: start + (half - 1))
                }
                levels[index].nodes[key]?.mayHideSubtree = isSplit
            }
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
        var node = node
        node.entries = inOrder(node.entries)
        node.subtree = node.subtree.sorted { $0.src.length > $1.src.length }.map { ($0.src, inOrder($0.entries)) }
        return node
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

extension [IPPrefix] {
    /// Whether a sorted list has a prefix longer than `length` that begins in the range.
    fileprivate func hasLonger(than length: Int, from start: UInt128, to end: UInt128) -> Bool {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            let prefix = self[middle]
            if (prefix.address.bits, prefix.length) < (start, length + 1) { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].address.bits <= end
    }
}
