import Diagnosis
import TerminalText

/// A page of its own: no script, nothing that is fetched, one style that the page's policy names by its hash. It is XML, too.
public enum HTMLReport {
    public static func render(_ told: Told) -> String {
        let telling = Telling(told)
        let policy = "default-src 'none'; style-src 'sha256-\(HTMLStyle.hash)'; base-uri 'none'; form-action 'none'"
        var lines = [
            "<!DOCTYPE html>", "<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">", "<head>",
            "<meta charset=\"utf-8\"/>", "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\"/>",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>",
            "<meta name=\"color-scheme\" content=\"light dark\"/>", "<meta name=\"referrer\" content=\"no-referrer\"/>",
            "<title>\(H.text(telling.title))</title>", "<style>\(HTMLStyle.text)</style>", "</head>", "<body>",
            "<main>",
            "<h1>\(grade(telling.verdict.word, telling.verdict.ink)) \(H.text(telling.about))</h1>",
        ]
        for section in telling.sections { lines += of(section) }
        return (lines + ["</main>", "</body>", "</html>"]).map { $0 + "\n" }.joined()
    }

    private typealias H = XMLEscape

    private static func of(_ section: Telling.Section) -> [String] {
        let heading = section.heading.isEmpty ? [] : ["<h2>\(runs(section.heading))</h2>"]
        return [section.isCause ? "<section class=\"cause\">" : "<section>"] + heading
            + section.blocks.flatMap(of) + ["</section>"]
    }

    private static func of(_ block: Telling.Block) -> [String] {
        switch block {
        case .prose(let runs): return ["<p>\(self.runs(runs))</p>"]
        case .items(let items): return ["<ul>"] + items.map { "<li>\(runs($0))</li>" } + ["</ul>"]
        case .facts(let facts):
            return ["<dl>"] + facts.map { "<dt>\(H.text($0.label))</dt><dd>\(runs($0.runs))</dd>" } + ["</dl>"]
        case .table(let head, let rows): return table(head, rows)
        case .commands(let label, let commands):
            // The first line break in a pre is none, for HTML.
            return ["<p class=\"label\">\(H.text(label))</p>"]
                + commands.map { "<pre><code>\(H.command($0))</code></pre>" }
        case .picture(let report): return PictureSVG.render(report) ?? []
        }
    }

    private static func table(_ head: [String], _ rows: [[[Telling.Run]]]) -> [String] {
        let titles = head.map { "<th scope=\"col\">\(H.text($0))</th>" }.joined()
        return ["<table>", "<thead><tr>\(titles)</tr></thead>", "<tbody>"]
            + rows.map { row in
                let cells = zip(head, row).map { "<td data-label=\"\(H.text($0))\">\(runs($1))</td>" }
                return "<tr>\(cells.joined())</tr>"
            } + ["</tbody>", "</table>"]
    }

    private static func runs(_ runs: [Telling.Run]) -> String {
        runs.map { run in
            switch run.style {
            case .plain: H.text(run.text)
            case .strong: "<strong>\(H.text(run.text))</strong>"
            case .name: "<code>\(H.text(run.text))</code>"
            case .grade(let ink): grade(run.text, ink)
            }
        }.joined()
    }

    private static func grade(_ word: String, _ ink: Ink) -> String {
        let name =
            switch ink {
            case .crit: " crit"
            case .warn: " warn"
            case .ok: " ok"
            case .info: " info"
            case .unknown: " unknown"
            case .faint: " faint"
            case .plain, .strong: ""
            }
        return "<span class=\"grade\(name)\">\(H.text(word))</span>"
    }
}
