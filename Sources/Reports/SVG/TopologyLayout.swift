import Diagnosis
import TerminalText

/// Where everything stands: three columns at most, the middle one for those who are joined to several. The same graph always
/// comes out the same.
struct TopologyLayout {
    static let boxWidth = 300
    static let margin = 12
    static let line = 16
    /// Of a row, in columns.
    static let columns = 34
    private static let gap = 110
    /// Lines of why a far end is not certain.
    private static let mostDoubt = 4
    private static let head = 46

    struct Row {
        var link: TopologyReport.Link
        /// Below how many masters.
        var depth: Int
        /// Of its upper edge, in the box.
        var y: Int
        /// Below its name; safe to show.
        var words: [(text: String, style: String)]

        var height: Int { 24 + words.count * TopologyLayout.line }
    }

    struct Box {
        var netns: UInt64
        var namespace: TopologyReport.Namespace?
        var rows: [Row]
        var x = 0
        var y = 0

        var height: Int { (rows.last.map { $0.y + $0.height } ?? TopologyLayout.head) + 4 }
    }

    private(set) var boxes: [Box] = []
    private(set) var width = 0
    private(set) var height = 0
    private var places: [TopologyIndex.Key: (box: Int, y: Int)] = [:]

    /// - Parameter drawn: links that are; boxes without any are left out.
    init(_ topology: TopologyReport, _ drawn: Set<TopologyIndex.Key>) {
        let index = TopologyIndex(topology)
        let known = TopologyTree.inReadingOrder(topology.namespaces)
        let lost = Set(topology.links.map(\.netns)).subtracting(known.map(\.ref.inode)).sorted()
        for (netns, namespace) in known.map({ ($0.ref.inode, Optional($0)) }) + lost.map({ ($0, nil) }) {
            let links = index.links(of: netns).filter { drawn.contains($0.key) }
            guard !links.isEmpty else { continue }
            boxes.append(Box(netns: netns, namespace: namespace, rows: Self.rows(links, index)))
        }
        stand(Self.neighbours(topology, drawn))
        for (number, box) in boxes.enumerated() {
            for row in box.rows { places[row.link.key] = (number, box.y + row.y + 12) }
        }
    }

    /// Where lines to a link begin; nil where it is not drawn.
    func place(_ key: TopologyIndex.Key) -> (box: Box, y: Int)? { places[key].map { (boxes[$0.box], $0.y) } }

    private static func rows(_ links: [TopologyReport.Link], _ index: TopologyIndex) -> [Row] {
        var y = head
        return TopologyBranches.rows(of: links, ascii: true).map { branch in
            // Three characters of the tree for each level.
            let row = Row(link: branch.link, depth: branch.branch.count / 3 - 1, y: y, words: words(branch.link, index))
            y += row.height
            return row
        }
    }

    private static func words(_ link: TopologyReport.Link, _ index: TopologyIndex) -> [(text: String, style: String)] {
        let more = link.addresses.count > 2 ? ["+\(link.addresses.count - 2) more"] : []
        let about = [link.kind == "veth" ? nil : link.kind].compactMap { $0 } + ["mtu \(link.mtu)"]
        var words = [(Escape.text(about.joined(separator: ", ")), "faint")]
        if let trouble = LinkState.portTrouble(link) { words.append((Escape.text(trouble), "crit")) }
        words += (link.addresses.prefix(2) + more).map { (Escape.text($0), "") }
        words += link.owners.map { ($0.text, "faint") }
        for edge in index.edges(of: link.key) {
            guard let doubt = edge.doubtPhrase else { continue }
            let far = TopologyIndex.key(edge.from) == link.key ? edge.to : edge.from
            let name = far.ifname ?? far.ifindex.map { "ifindex \($0)" } ?? "?"
            let lines = SVGCanvas.wrapped(Escape.text("\(edge.kind) to \(name) \(doubt)"), columns)
            // The whole reason may be as long as a page; a pointer shows it at the line.
            words += lines.prefix(mostDoubt).map { ($0, "unknown") }
        }
        return words
    }

    /// By namespace: those that a line leads to, with our link and theirs.
    private typealias Neighbours = [UInt64: [UInt64: TopologyIndex.Key]]

    private static func neighbours(_ topology: TopologyReport, _ drawn: Set<TopologyIndex.Key>) -> Neighbours {
        var neighbours: Neighbours = [:]
        for edge in topology.edges {
            guard let from = TopologyIndex.key(edge.from), let to = TopologyIndex.key(edge.to), from.netns != to.netns,
                drawn.contains(from), drawn.contains(to)
            else { continue }
            if neighbours[from.netns]?[to.netns] == nil { neighbours[from.netns, default: [:]][to.netns] = to }
            if neighbours[to.netns]?[from.netns] == nil { neighbours[to.netns, default: [:]][from.netns] = from }
        }
        return neighbours
    }

    private mutating func stand(_ neighbours: Neighbours) {
        let isMiddle = boxes.map { box in
            (neighbours[box.netns]?.count ?? 0) > 1 || box.namespace?.role == "host" || box.namespace?.ref.isOwn == true
        }
        let middle = boxes.indices.filter { isMiddle[$0] }
        let others = boxes.indices.filter { !isMiddle[$0] }
        let columns = (left: !others.isEmpty, middle: !middle.isEmpty, right: others.count > 1)
        let step = Self.boxWidth + Self.gap
        let middleX = Self.margin + (columns.left ? step : 0)
        let rightX = columns.middle ? middleX + step : middleX
        var y = Self.margin
        var rowsAt: [TopologyIndex.Key: Int] = [:]
        for number in middle {
            (boxes[number].x, boxes[number].y) = (middleX, y)
            for row in boxes[number].rows { rowsAt[row.link.key] = y + row.y }
            y += boxes[number].height + 24
        }
        height = y
        // Beside what they are joined to, as far as there is room: lines that cross are hard to follow.
        let wanted = Dictionary(
            uniqueKeysWithValues: others.map { number in
                let peers = neighbours[boxes[number].netns] ?? [:]
                return (number, peers.values.compactMap { rowsAt[$0] }.min() ?? .max)
            })
        let ordered = others.sorted { (wanted[$0] ?? .max, $0) < (wanted[$1] ?? .max, $1) }
        var ends = [Self.margin, Self.margin]
        for number in ordered {
            // The shorter column, the left one first.
            let side = ends[0] <= ends[1] ? 0 : 1
            let want = wanted[number] ?? .max
            let top = want == .max ? ends[side] : max(ends[side], want - Self.head)
            (boxes[number].x, boxes[number].y) = (side == 0 ? Self.margin : rightX, top)
            ends[side] = top + boxes[number].height + 24
        }
        height = max(height, ends[0], ends[1])
        width = (boxes.map(\.x).max() ?? 0) + Self.boxWidth + Self.margin + 70
    }
}
