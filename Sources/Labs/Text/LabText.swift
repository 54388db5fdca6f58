import TerminalText

/// Labs as text for a person to read.
public enum LabText {
    /// One line for each shipped lab.
    public static func list() throws(LabError) -> String {
        var lines: [String] = []
        for source in LabCatalog.shipped {
            let lab = try Lab(source)
            lines.append("\(padded(lab.id, to: 12))  \(lab.title) (\(count(lab.faults.count, "fault")))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The walk-through, and what can be broken.
    public static func show(_ lab: Lab) -> String {
        var text = "\(lab.id): \(lab.title)\n\n\(wrapped(lab.teaches))\n\(lab.picture)"
        for step in lab.steps { text += "\n\(wrapped("\(step.says) [\(step.id)]", prefix: "# "))\(lines(step.run))" }
        text += "\nProcesses\n"
        for process in lab.processes { text += "  \(padded(process.name, to: 15)) \(describe(process))\n" }
        if !lab.faults.isEmpty { text += "\nFaults (nsdoctor lab run \(lab.id) --fault ID)\n" }
        for fault in lab.faults { text += "  \(padded(fault.id, to: 30)) \(fault.title)\n" }
        if !lab.variants.isEmpty { text += "\nHarmless changes (also with --fault)\n" }
        for variant in lab.variants { text += "  \(padded(variant.id, to: 30)) \(variant.title)\n" }
        return plain(text)
    }

    /// What to say on standard error after a run: the commands that stumbled over the step left out.
    public static func stumbles(_ outcome: LabOutcome) -> String {
        plain(outcome.stumbles.map { "lab: \($0)\n" }.joined())
    }

    /// One line for each probe.
    public static func probes(_ outcome: LabOutcome) -> String {
        plain(
            outcome.probes.map { "\($0.succeeded ? "ok    " : "failed") \(padded($0.id, to: 20)) \($0.detail)\n" }
                .joined())
    }

    private static func describe(_ process: LabProcess) -> String {
        let place =
            switch process.place {
            case .host: "on the host"
            case .netns(let name): "in \(name)"
            case .process(let name, let netns):
                "in the container of \(name)" + (netns.map { ", namespace \($0)" } ?? "")
            }
        let ports = process.listen.map(\.text).joined(separator: ", ")
        return place + (process.container ? ", a container" : "") + (ports.isEmpty ? "" : ", listens on \(ports)")
    }

    /// Paragraphs at the width of a terminal.
    private static func wrapped(_ text: String, prefix: String = "") -> String {
        let width = 80 - DisplayWidth.of(prefix)
        let paragraphs = TextWrapping.paragraphs(text).map { paragraph in
            TextWrapping.lines(paragraph, width: width, indent: 0, hang: 0).map { "\(prefix)\($0)\n" }.joined()
        }
        return paragraphs.joined(separator: "\n")
    }

    private static func lines(_ commands: [String]) -> String {
        commands.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined()
    }

    private static func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }

    private static func padded(_ text: String, to width: Int) -> String { DisplayWidth.padded(text, to: width) }

    /// A lab file can hold anything; a terminal must not obey it.
    private static func plain(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { Visible.text(String($0)) }
            .joined(separator: "\n")
    }
}
