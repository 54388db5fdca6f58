import TerminalText

/// Families of gauges, each sample once, as the text format wants it.
struct PrometheusMetrics {
    typealias Label = PrometheusReport.Label

    private let common: [Label]
    private(set) var text = ""

    /// - Parameter common: labels of all samples.
    init(_ common: [Label]) { self.common = common }

    /// A family without samples is left out.
    ///
    /// - Parameter fill: is given what adds a sample; of two with the same labels the first counts.
    mutating func add(
        _ name: String, _ help: String,
        _ fill: ((_ labels: [Label], _ value: any CustomStringConvertible) -> Void) -> Void
    ) {
        var samples: [String] = []
        var seen: Set<String> = []
        fill { labels, value in
            let written = (common + labels).map { "\($0.name)=\"\(PrometheusEscape.label($0.value))\"" }
            let key = "nsdoctor_\(name){\(written.joined(separator: ","))}"
            if seen.insert(key).inserted { samples.append("\(key) \(value)\n") }
        }
        guard !samples.isEmpty else { return }
        text += "# HELP nsdoctor_\(name) \(help)\n# TYPE nsdoctor_\(name) gauge\n\(samples.joined())"
    }
}

enum PrometheusEscape {
    /// Between the quotes of a label's value.
    static func label(_ text: String) -> String {
        Escape.text(text).unicodeScalars.reduce(into: "") { out, scalar in
            if scalar == "\"" || scalar == "\\" { out += "\\" }
            out.unicodeScalars.append(scalar)
        }
    }
}
