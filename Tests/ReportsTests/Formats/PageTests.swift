import Diagnosis
import JSON
import TestSupport
import Testing

@testable import Reports

/// The page, judged by readers of XML and of HTML that know nothing of us.
@Suite struct HTMLPageTests {
    @Test(.enabled(if: Python.isThere, "python3 is not installed"))
    func isXMLAndHTMLOfTheSameElements() throws {
        let hostile = HostileStrings.all.enumerated().filter { $0.offset % 9 == 0 }.flatMap {
            SampleTold.hostile($0.element)
        }
        let pages = (SampleTold.all + hostile).map { JSONValue.string(HTMLReport.render($0.told)) }
        let script = """
            import base64, hashlib, html.parser, json, re, sys
            import xml.etree.ElementTree as tree
            ALLOWED = set("html head meta title style body main h1 h2 section p ul li dl dt dd table thead tbody tr th td "
                "pre code strong span svg desc rect line text".split())
            ATTRIBUTES = set("lang charset http-equiv content name class scope data-label viewBox width height role "
                "aria-labelledby id x y x1 x2 y1 y2 rx".split())
            class Reader(html.parser.HTMLParser):
                def __init__(self, text):
                    super().__init__(convert_charrefs=True); self.names = []; self.words = []; self.feed(text); self.close()
                def handle_starttag(self, tag, attributes): self.names.append(tag)
                def handle_data(self, data): self.words.append(data)
                def handle_comment(self, data): print("a comment")
            for number, text in enumerate(json.load(open(sys.argv[1], encoding="utf-8"))):
                root = tree.fromstring(text)
                local = lambda name: name.split("}")[-1]
                names = [local(e.tag) for e in root.iter()]
                if set(names) - ALLOWED: print(number, "elements", set(names) - ALLOWED)
                kinds = {local(a) for e in root.iter() for a in e.attrib}
                if kinds - ATTRIBUTES: print(number, "attributes", kinds - ATTRIBUTES)
                reader = Reader(text)
                if [n.lower() for n in names] != reader.names: print(number, "HTML and XML differ")
                if "".join(root.itertext()).split() != "".join(reader.words).split(): print(number, "texts differ")
                style = next(e for e in root.iter() if local(e.tag) == "style").text
                policy = next(e.attrib["content"] for e in root.iter() if e.attrib.get("http-equiv"))
                digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
                if f"style-src 'sha256-{digest}';" not in policy: print(number, "the policy wants", digest)
                if not policy.startswith("default-src 'none'; "): print(number, policy)
                if re.search(r"url\\(|@import|expression", style): print(number, "the style fetches")
                ids = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
                if len(ids) != len(set(ids)): print(number, "ids twice")
                levels = [n for n in names if n in ("h1", "h2")]
                if levels.count("h1") != 1 or levels[0] != "h1": print(number, "headings", levels)
                if root.attrib.get("lang") != "en": print(number, "no language")
                for svg in (e for e in root.iter() if local(e.tag) == "svg"):
                    if [local(c.tag) for c in svg][:2] != ["title", "desc"] or svg.attrib["role"] != "img":
                        print(number, "a picture without words")
            """
        let trouble = try Python.run(script, input: JSONValue.array(pages).compact)
        #expect(trouble == "", "\(trouble.prefix(2000))")
    }

    @Test func theTitleSaysTheVerdict() {
        for (_, told) in SampleTold.all {
            let page = HTMLReport.render(told)
            #expect(page.contains("<title>\(told.verdict.word): \(XMLEscape.text(told.about))</title>"))
            #expect(!page.contains("<script") && !page.contains("href=") && !page.contains("src="))
        }
    }

    /// What a finding is, comes before its proof, and that before its fix; and the causes before what else was found.
    @Test func theCauseComesFirst() throws {
        let page = HTMLReport.render(.report(SampleReports.twoCauses()))
        let marks = [
            "<h1>", "Root cause: <code>ip-forward-off", "<th scope=\"col\">proof", "Fix:", "<strong>risk", "Notes",
            "Simulated packets", "Looked at", "Not looked at",
        ]
        var rest = page[...]
        for mark in marks {
            let range = try #require(rest.firstRange(of: mark), "\(mark) is missing or out of order")
            rest = rest[range.upperBound...]
        }
    }

    /// WCAG 2: text on its ground, in both schemes.
    @Test(.enabled(if: Python.isThere, "python3 is not installed"))
    func contrastsAreEnough() throws {
        let script = """
            import re, sys
            def light(color):
                color = color.lstrip("#")
                if len(color) == 3: color = "".join(c * 2 for c in color)
                parts = [int(color[i:i + 2], 16) / 255 for i in (0, 2, 4)]
                parts = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
                return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
            schemes = re.findall(r":root{([^}]*)}", open(sys.argv[1]).read())
            if len(schemes) != 2: print(len(schemes), "schemes")
            for scheme in schemes:
                colors = dict(re.findall(r"--(\\w+):(#\\w+)", scheme))
                for name in "ink faint crit warn ok info unknown".split():
                    for ground in ("page", "panel"):
                        a, b = sorted((light(colors[name]), light(colors[ground])))
                        if (b + 0.05) / (a + 0.05) < 4.5: print(name, "on", ground, (b + 0.05) / (a + 0.05))
            """
        let trouble = try Python.run(script, input: HTMLStyle.text)
        #expect(trouble == "", "\(trouble.prefix(2000))")
    }
}
