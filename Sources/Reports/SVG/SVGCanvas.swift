import TerminalText

/// Lines of an SVG, in units of which one is a pixel where nothing is scaled. All text that comes in is safe to show; marks of
/// XML are taken out here.
struct SVGCanvas {
    private var lines: [String] = []

    mutating func box(_ x: Int, _ y: Int, _ width: Int, _ height: Int, _ style: String) {
        lines.append(
            "<rect class=\"\(style)\" x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" rx=\"6\"/>")
    }

    mutating func line(from: (Int, Int), to: (Int, Int), _ style: String) {
        lines.append("<line class=\"\(style)\" x1=\"\(from.0)\" y1=\"\(from.1)\" x2=\"\(to.0)\" y2=\"\(to.1)\"/>")
    }

    /// - Parameter data: of the path, made of our own numbers.
    mutating func path(_ data: String, _ style: String, title: String) {
        lines.append(
            "<path class=\"\(style)\" d=\"\(data)\"><title>\(XMLEscape.marks(title))</title></path>")
    }

    /// - Parameter full: what was shortened, shown to a pointer.
    mutating func text(_ x: Int, _ y: Int, _ text: String, _ style: String, full: String? = nil) {
        let title = full.flatMap { $0 == text ? nil : "<title>\(XMLEscape.marks($0))</title>" } ?? ""
        let style = style.isEmpty ? "" : " class=\"\(style)\""
        lines.append("<text\(style) x=\"\(x)\" y=\"\(y)\">\(title)\(XMLEscape.marks(text))</text>")
    }

    /// Lines of at most so many columns; a word that is longer is cut between characters.
    static func wrapped(_ safe: String, _ columns: Int) -> [String] {
        TextWrapping.lines(safe, width: columns, indent: 0, hang: 0).flatMap { line -> [String] in
            var lines: [String] = []
            var (rest, used) = ("", 0)
            for unit in DisplayWidth.units(of: line) {
                if used + unit.width > columns {
                    lines.append(rest)
                    (rest, used) = ("", 0)
                }
                rest += unit.text
                used += unit.width
            }
            return lines + [rest]
        }
    }

    /// - Parameters:
    ///   - title: raw.
    ///   - description: safe to show; for those who do not see it.
    ///   - head: behind them, ours.
    func svg(
        width: Int, height: Int, _ style: String, title: String, description: String, head: [String] = []
    ) -> [String] {
        [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"\(style)\" viewBox=\"0 0 \(width) \(height)\""
                + " width=\"\(width)\" height=\"\(height)\" role=\"img\" aria-labelledby=\"svg-title svg-desc\">",
            "<title id=\"svg-title\">\(XMLEscape.text(title))</title>",
            "<desc id=\"svg-desc\">\(XMLEscape.marks(description))</desc>",
        ] + head + lines + ["</svg>"]
    }
}
