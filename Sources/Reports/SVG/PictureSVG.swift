import Diagnosis
import TerminalText

/// The way out of a target, drawn from top to bottom so that it is readable on a narrow page, too. Its classes are those of
/// `SVGStyle`; whoever embeds it has them in its style.
enum PictureSVG {
    private static let width = 360
    private static let box = 326
    private static let line = 18
    /// Of a line in a box, in columns.
    private static let columns = 38

    /// Nil where there is nothing to draw.
    static func render(_ report: Report) -> [String]? {
        guard let picture = PictureBuilder(report).picture() else { return nil }
        var canvas = SVGCanvas()
        var y = 6
        for (index, station) in picture.stations.enumerated() {
            if index > 0 {
                canvas.line(from: (40, y), to: (40, y + 28), station.doubt == nil ? "joint" : "joint doubt")
                canvas.text(52, y + 19, station.joint, "faint")
                y += 28
            }
            y = add(station, at: y, previousMTU: index > 0 ? picture.stations[index - 1].link?.mtu : nil, to: &canvas)
            if let stop = picture.stop, stop.after == index { y = add(stop, at: y, to: &canvas) }
        }
        let title = picture.path.map { "\($0.question): \($0.flowPhrase): \(report.resultPhrase($0))" }
        return canvas.svg(
            width: width, height: y + 6, "picture", title: title ?? "As the links are joined; no packet was simulated",
            description: words(picture))
    }

    private static func add(
        _ station: Picture.Station, at y: Int, previousMTU: Int?, to canvas: inout SVGCanvas
    ) -> Int {
        let link = station.link
        let state = link.map(LinkState.word) ?? "?"
        var lines: [(text: String, style: String)] = []
        var more = link.map { Array($0.addresses.prefix(2)) } ?? []
        if let count = link?.addresses.count, count > 2 { more.append("+\(count - 2) more") }
        if let mtu = link?.mtu, let previousMTU, mtu != previousMTU { more.append("mtu \(mtu) after \(previousMTU)") }
        if let trouble = link.flatMap(LinkState.portTrouble) { more.append(trouble) }
        if !more.isEmpty { lines += wrapped(more.joined(separator: ", ")).map { ($0, "") } }
        for owner in link?.owners ?? [] { lines.append((Shorten.middle(owner.text, to: columns), "faint")) }
        if let doubt = station.doubt { lines += wrapped("not certain: \(doubt)").map { ($0, "unknown") } }
        lines += station.marks.flatMap { wrapped("X \($0)") }.map { ($0, "crit") }
        let height = 12 + (2 + lines.count) * line
        canvas.box(16, y, box, height, station.isBroken ? "box broken" : "box")
        canvas.text(28, y + line + 2, Shorten.middle(station.name.text, to: 22), "strong", full: station.name.text)
        let isUp = link.map(LinkState.isUp) ?? false
        canvas.text(
            16 + box - 12, y + line + 2, station.isBroken ? "X \(state)" : state,
            link == nil ? "unknown end" : isUp && !station.isBroken ? "ok end" : "crit end")
        let place = Escape.text(station.place)
        canvas.text(28, y + 2 * line + 2, "in \(Shorten.middle(place, to: columns - 3))", "faint", full: place)
        for (index, entry) in lines.enumerated() {
            canvas.text(28, y + (3 + index) * line + 2, entry.text, entry.style)
        }
        return y + height
    }

    private static func add(_ stop: Picture.Stop, at y: Int, to canvas: inout SVGCanvas) -> Int {
        let lines = SVGCanvas.wrapped(
            Escape.text(([stop.phrase] + stop.marks.map { "(\($0))" }).joined(separator: " ")), columns - 3)
        canvas.line(from: (40, y), to: (40, y + 14), "joint")
        canvas.text(35, y + 31, "X", "crit strong")
        for (index, text) in lines.enumerated() { canvas.text(56, y + 31 + index * line, text, "crit") }
        return y + 20 + max(1, lines.count) * line
    }

    private static func wrapped(_ text: String) -> [String] { SVGCanvas.wrapped(Escape.text(text), columns) }

    /// For those who do not see it.
    private static func words(_ picture: Picture) -> String {
        var parts: [String] = []
        for (index, station) in picture.stations.enumerated() {
            let joint = station.joint.isEmpty ? "" : "\(station.joint) "
            let state = station.link.map(LinkState.word) ?? "not seen"
            let marks =
                station.marks.isEmpty ? "" : " (\(station.marks.map { Escape.text($0) }.joined(separator: ", ")))"
            parts.append("\(joint)\(station.name.text) in \(Escape.text(station.place)), \(state)\(marks)")
            if let stop = picture.stop, stop.after == index { parts.append("stopped: \(Escape.text(stop.phrase))") }
        }
        return parts.joined(separator: "; ")
    }
}
