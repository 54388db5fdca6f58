import Foundation
import JSON
import TerminalText
import TestSupport
import Testing

@testable import Reports

/// Jira's markup and Slack's messages: hostile names stay what they are.
@Suite struct TicketFormatTests {
    /// pandoc's reader of Jira's markup, which is not ours, gets back the text that went in, and nothing that means more.
    @Test(.needs("pandoc", from: "deps-formats"), .enabled(if: Python.isThere, "python3 is not installed"))
    func jiraTextMeansNothing() throws {
        let texts = HostileStrings.all.filter { $0.contains { $0 != " " } }
        let page = texts.map { "begin \(JiraEscape.text($0)) end\n\n" }.joined()
        let names = texts.map { "begin \(JiraEscape.name($0)) end\n\n" }.joined()
        let script = """
            import html, json, subprocess, sys
            for kind, (page, wants) in json.load(open(sys.argv[1], encoding="utf-8")).items():
                made = subprocess.run(["pandoc", "-f", "jira", "-t", "json"], input=page.encode(), capture_output=True, check=True)
                blocks = json.loads(made.stdout)["blocks"]
                if len(blocks) != len(wants): print(kind, len(blocks), "paragraphs of", len(wants))
                for block, want in zip(blocks, wants):
                    def words(node):
                        if node["t"] == "Str": return node["c"]
                        if node["t"] in ("Space", "SoftBreak"): return " "
                        if node["t"] == "Code": return node["c"][1]
                        print(kind, "became", node["t"], "of", repr(want)); return ""
                    if block["t"] != "Para": print(kind, "became", block["t"], "of", repr(want)); continue
                    # Jira knows references by number; pandoc leaves them.
                    got = html.unescape("".join(words(n) for n in block["c"]))
                    if " ".join(got.split()) != " ".join(f"begin {want} end".split()): print(kind, repr(got), repr(want))
            """
        let wants = JSONValue.array(texts.map { .string(Escape.text($0)) })
        let input = JSONValue.object(["text": [.string(page), wants], "names": [.string(names), wants]])
        let trouble = try Python.run(script, input: input.compact)
        #expect(trouble == "", "\(trouble.prefix(3000))")
    }

    /// No block of a whole ticket holds more than our own marks.
    @Test(.needs("pandoc", from: "deps-formats"), .enabled(if: Python.isThere, "python3 is not installed"))
    func jiraTicketsHaveOurMarksAlone() throws {
        let hostile = HostileStrings.all.enumerated().filter { $0.offset % 29 == 0 }.flatMap {
            SampleTold.hostile($0.element)
        }
        let pages = (SampleTold.all + hostile).map { JSONValue.string(JiraReport.render($0.told)) }
        let script = """
            import json, subprocess, sys
            from concurrent.futures import ThreadPoolExecutor
            BLOCKS = {"Para", "Plain", "Header", "BulletList", "Table", "CodeBlock"}
            INLINES = {"Str", "Space", "SoftBreak", "Code", "Strong", "LineBreak"}
            pages = json.load(open(sys.argv[1], encoding="utf-8"))
            def kinds(node, found):
                if isinstance(node, dict):
                    if "t" in node: found.add(node["t"])
                    for value in node.values(): kinds(value, found)
                elif isinstance(node, list):
                    for value in node: kinds(value, found)
            def judge(entry):
                number, page = entry
                made = subprocess.run(["pandoc", "-f", "jira", "-t", "json"], input=page.encode(), capture_output=True)
                if made.returncode: return f"{number}: {made.stderr.decode()[:300]}"
                found = set(); kinds(json.loads(made.stdout)["blocks"], found)
                extra = {k for k in found if not k.startswith(("Align", "ColWidth"))} - BLOCKS - INLINES
                return f"{number}: {extra}" if extra else None
            with ThreadPoolExecutor(2) as pool:
                for trouble in pool.map(judge, enumerate(pages)):
                    if trouble: print(trouble)
            """
        let trouble = try Python.run(script, input: JSONValue.array(pages).compact)
        #expect(trouble == "", "\(trouble.prefix(3000))")
    }

    /// Block Kit's bounds, and no mark of Slack's outside of our own code blocks.
    @Test(.enabled(if: Python.isThere, "python3 is not installed"))
    func slackTakesEveryMessage() throws {
        let hostile = HostileStrings.all.flatMap { SampleTold.hostile($0) }
        let long = SampleTold.hostile(String(repeating: "<@U1>&`", count: 2000))
        let messages = (SampleTold.all + hostile + long).map { JSONValue.string(SlackReport.render($0.told)) }
        let script = """
            import json, re, sys
            def size(text): return len(text.encode("utf-16-le")) // 2
            for number, text in enumerate(json.load(open(sys.argv[1], encoding="utf-8"))):
                message = json.loads(text)
                if set(message) != {"text", "blocks"} or not 1 <= len(message["blocks"]) <= 50: print(number, len(message["blocks"]))
                texts = [message["text"]]
                for block in message["blocks"]:
                    if set(block) != {"type", "text"}: print(number, block); continue
                    most = {"header": 150, "section": 3000}[block["type"]]
                    inner = block["text"]
                    if not 1 <= size(inner["text"]) <= most: print(number, block["type"], size(inner["text"]))
                    if inner["type"] == "plain_text":
                        if inner["emoji"] is not False: print(number, inner)
                    else:
                        if inner["type"] != "mrkdwn" or inner["verbatim"] is not True or block["type"] == "header": print(number, inner)
                        if not re.fullmatch("```\\n(?:(?!```).)*\\n```", inner["text"], re.S): print(number, inner["text"])
                    texts.append(inner["text"])
                for text in texts:
                    if re.search("[<>]|&(?!amp;|lt;|gt;)", text): print(number, text)
            """
        let trouble = try Python.run(script, input: JSONValue.array(messages).compact)
        #expect(trouble == "", "\(trouble.prefix(2000))")
    }
}
