import Glibc

/// What the inside of a sandbox tells the outside, one line each, fields separated by tabs.
enum LabReport: Equatable {
    case error(LabError.Kind, String)
    /// A command of the walk-through that failed because a step was left out.
    case stumble(String)
    case probe(LabProbeResult)
    /// The command's exit status.
    case status(Int32)

    var line: String {
        let fields =
            switch self {
            case .error(let kind, let text): ["error", "\(kind)", text]
            case .stumble(let text): ["stumble", text]
            case .probe(let result): ["probe", result.id, result.succeeded ? "ok" : "failed", result.detail]
            case .status(let number): ["status", "\(number)"]
            }
        return fields.map(Self.plain).joined(separator: "\t") + "\n"
    }

    init?(line: Substring) {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        switch (fields.first, fields.count) {
        case ("error", 3): self = .error(Self.kind(fields[1]), fields[2])
        case ("stumble", 2): self = .stumble(fields[1])
        case ("probe", 4):
            self = .probe(LabProbeResult(id: fields[1], succeeded: fields[2] == "ok", detail: fields[3]))
        case ("status", 2): self = .status(Int32(fields[1]) ?? 70)
        default: return nil
        }
    }

    private static func kind(_ word: String) -> LabError.Kind {
        [.badLab, .notFound, .forbidden, .missingTool].first { "\($0)" == word } ?? .failed
    }

    /// Output of a lab's commands can hold anything; a field holds no tab or line end.
    private static func plain(_ text: String) -> String {
        String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 })
    }
}

/// The pipe that carries the reports out.
struct ReportPipe {
    static let number: Int32 = 4

    func send(_ report: LabReport) {
        var bytes = Array(report.line.utf8)
        _ = write(Self.number, &bytes, bytes.count)
    }
}
