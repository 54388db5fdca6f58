import TerminalText

/// Quoted labels of Mermaid flowcharts. Only letters, digits and harmless punctuation stay; everything else becomes
/// Mermaid's own numeric code, so that no HTML, Markdown string or directive can start.
enum MermaidEscape {
    private static let harmless = Set(" ._:/-,()=+\u{2026}".unicodeScalars)

    static func quoted(_ lines: [String]) -> String {
        let escaped = lines.map { line in
            Shorten.middle(Escape.text(line), to: 48).unicodeScalars.reduce(into: "") { out, scalar in
                if scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
                    || harmless.contains(scalar)
                {
                    out.unicodeScalars.append(scalar)
                } else {
                    out += "#\(scalar.value);"
                }
            }
        }
        return "\"\(escaped.joined(separator: "<br/>"))\""
    }
}
