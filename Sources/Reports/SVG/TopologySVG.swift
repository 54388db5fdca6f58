import Diagnosis
import TerminalText

/// The graph, drawn: a box for each namespace, a row for each link, ports below their bridge, and lines between far ends. Who
/// is joined to several others stands in the middle. A crowded node is drawn in part, and what is left out is said.
public enum TopologySVG {
    static let mostLinks = 300

    public static func render(_ topology: TopologyReport) -> String {
        let ordered = TopologyInterest.order(topology)
        let drawn = Set(ordered.prefix(mostLinks).map(\.key))
        let layout = TopologyLayout(topology, drawn)
        var canvas = SVGCanvas()
        for box in layout.boxes { add(box, layout, to: &canvas) }
        let index = TopologyIndex(topology)
        for edge in topology.edges { add(edge, layout, index, to: &canvas) }
        let left = topology.links.count - drawn.count
        let missing = Set(topology.links.map(\.netns)).subtracting(layout.boxes.map(\.netns)).count
        let rest = left > 0 ? "not drawn: \(left) links, \(missing) whole namespaces" : ""
        if left > 0 { canvas.text(TopologyLayout.margin, layout.height + 16, rest, "strong") }
        let count = "\(layout.boxes.count) namespaces, \(drawn.count) links"
        let joined = topology.edges.compactMap { words($0, layout, index) }
        let height = layout.height + (left > 0 ? 30 : 0)
        let lines = canvas.svg(
            width: layout.width, height: height, "topology", title: "Network namespaces and their links",
            description: ([count] + (left > 0 ? [rest] : []) + joined).joined(separator: "; "),
            head: [
                "<style>\(SVGStyle.colours)\(SVGStyle.text)</style>",
                "<rect class=\"page\" width=\"\(layout.width)\" height=\"\(height)\"/>",
            ])
        return (["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"] + lines).map { $0 + "\n" }.joined()
    }

    private static func add(_ box: TopologyLayout.Box, _ layout: TopologyLayout, to canvas: inout SVGCanvas) {
        canvas.box(box.x, box.y, TopologyLayout.boxWidth, box.height, "box")
        let (x, end) = (box.x + 12, box.x + TopologyLayout.boxWidth - 12)
        let label = Escape.text(box.namespace?.ref.label ?? String(box.netns))
        canvas.text(x, box.y + 20, Shorten.middle(label, to: 24), "strong", full: label)
        canvas.text(end, box.y + 20, Shorten.middle(Escape.text(box.namespace?.role ?? ""), to: 9), "faint end")
        let processes = box.namespace?.processes ?? []
        let more = processes.count > 1 ? " and \(processes.count - 1) more" : ""
        let inode = box.namespace?.ref.label == String(box.netns) ? "" : String(box.netns)
        let about = Escape.text(processes.first.map { "\($0)\(more)" } ?? inode)
        canvas.text(x, box.y + 36, Shorten.middle(about, to: TopologyLayout.columns), "faint", full: about)
        for row in box.rows {
            let indent = min(row.depth, 4) * 2
            let (link, y) = (row.link, box.y + row.y)
            canvas.line(from: (box.x, y), to: (box.x + TopologyLayout.boxWidth, y), "rule")
            let name = link.nameSpan.text
            let branch = row.depth > 0 ? String(repeating: " ", count: indent - 2) + "\u{2514} " : ""
            canvas.text(x, y + 16, branch + Shorten.middle(name, to: 22 - indent), "strong", full: branch + name)
            canvas.text(end, y + 16, LinkState.word(link), LinkState.isUp(link) ? "ok end" : "crit end")
            for (index, words) in row.words.enumerated() {
                canvas.text(
                    x, y + 16 + (index + 1) * TopologyLayout.line,
                    Shorten.middle(words.text, to: TopologyLayout.columns), words.style,
                    full: words.text)
            }
        }
    }

    /// `veth: eth0 in red, veth-red-br in node`, for those who do not see the line; nil where an end is not drawn.
    private static func words(_ edge: TopologyReport.Edge, _ layout: TopologyLayout, _ index: TopologyIndex) -> String?
    {
        let ends = [edge.from, edge.to].compactMap { end -> String? in
            guard let key = TopologyIndex.key(end), layout.place(key) != nil, let link = index.link(key) else {
                return nil
            }
            return "\(link.nameSpan.text) in \(Escape.text(index.label(key.netns)))"
        }
        guard ends.count == 2 else { return nil }
        let doubt = edge.doubtPhrase.map { " (\(Escape.text($0)))" } ?? ""
        return "\(Escape.text(edge.kind)): \(ends.joined(separator: ", "))\(doubt)"
    }

    /// Ends that were found nowhere stand in the row of the other, and ports below their master need no line.
    private static func add(
        _ edge: TopologyReport.Edge, _ layout: TopologyLayout, _ index: TopologyIndex, to canvas: inout SVGCanvas
    ) {
        guard let from = TopologyIndex.key(edge.from).flatMap(layout.place),
            let to = TopologyIndex.key(edge.to).flatMap(layout.place),
            !(edge.kind == "master" && from.box.netns == to.box.netns)
        else { return }
        let style = edge.known == "proved" ? "joint" : "joint doubt"
        let title = words(edge, layout, index) ?? ""
        let (left, right) = from.box.x <= to.box.x ? (from, to) : (to, from)
        let begin = left.box.x + TopologyLayout.boxWidth
        if left.box.x == right.box.x {
            // Around the side, the further apart the wider.
            let bulge = begin + min(70, 18 + abs(right.y - left.y) / 8)
            canvas.path(
                "M\(begin) \(left.y)C\(bulge) \(left.y) \(bulge) \(right.y) \(begin) \(right.y)", style, title: title)
        } else {
            let middle = (begin + right.box.x) / 2
            canvas.path(
                "M\(begin) \(left.y)C\(middle) \(left.y) \(middle) \(right.y) \(right.box.x) \(right.y)", style,
                title: title)
        }
    }
}
