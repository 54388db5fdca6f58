import Diagnosis
import JSON
import TestSupport
import Testing

@testable import Reports

@Suite struct DrawingTests {
    @Test(.enabled(if: Python.isThere, "python3 is not installed"))
    func isXMLThatFetchesNothing() throws {
        let hostile = HostileStrings.all.map { HostileStrings.report(filledWith: $0).topology }
        let crowded = [3, 300, 2000].map { SampleTopologies.crowded(pods: $0) }
        let drawings = (SampleTopologies.all.map(\.topology) + crowded + hostile).map {
            JSONValue.string(TopologySVG.render($0))
        }
        let script = """
            import json, re, sys
            import xml.etree.ElementTree as tree
            ALLOWED = set("svg title desc style rect line path text".split())
            for number, text in enumerate(json.load(open(sys.argv[1], encoding="utf-8"))):
                root = tree.fromstring(text.encode())
                names = {e.tag.split("}")[-1] for e in root.iter()}
                if names - ALLOWED: print(number, names - ALLOWED)
                for e in root.iter():
                    for name, value in e.attrib.items():
                        if name in ("x", "y", "x1", "x2", "y1", "y2", "width", "height"):
                            if not 0 <= float(value) <= 100000: print(number, name, value)
                        elif name == "d" and not re.fullmatch(r"M[-0-9 ]+C[-0-9 ]+", value): print(number, value)
                        elif name not in ("class", "viewBox", "role", "aria-labelledby", "id", "d", "rx"): print(number, name)
            """
        let trouble = try Python.run(script, input: JSONValue.array(drawings).compact)
        #expect(trouble == "", "\(trouble.prefix(2000))")
    }

    /// Boxes stand apart, and everything is on the sheet.
    @Test func nothingOverlaps() {
        let graphs = SampleTopologies.all.map(\.topology) + [1, 3, 40, 300].map { SampleTopologies.crowded(pods: $0) }
        for topology in graphs {
            let drawn = Set(TopologyInterest.order(topology).prefix(TopologySVG.mostLinks).map(\.key))
            let layout = TopologyLayout(topology, drawn)
            #expect(layout.boxes.reduce(0) { $0 + $1.rows.count } == drawn.count)
            for (index, box) in layout.boxes.enumerated() {
                #expect(
                    box.x >= 0 && box.x + TopologyLayout.boxWidth <= layout.width && box.y + box.height <= layout.height
                )
                for other in layout.boxes[..<index] where other.x == box.x {
                    #expect(other.y + other.height <= box.y || box.y + box.height <= other.y)
                }
                for (row, next) in zip(box.rows, box.rows.dropFirst()) { #expect(row.y + row.height <= next.y) }
            }
        }
    }

    /// The same graph is drawn the same, whatever the order of what is in it.
    @Test func isDeterministic() {
        let topology = SampleTopologies.crowded(pods: 30)
        #expect(TopologySVG.render(topology) == TopologySVG.render(topology))
    }

    @Test func whatIsLeftOutIsSaid() {
        let crowded = TopologySVG.render(SampleTopologies.crowded(pods: 300))
        let drawn = crowded.split(separator: "class=\"rule\"").count - 1
        #expect(drawn == TopologySVG.mostLinks)
        #expect(crowded.contains("not drawn: \(605 - drawn) links, "))
        #expect(!TopologySVG.render(SampleTopologies.crowded(pods: 3)).contains("not drawn"))
    }

    @Test func longNamesAreShortenedAndWholeForAPointer() {
        let name = String(repeating: "long", count: 40)
        let svg = TopologySVG.render(HostileStrings.report(filledWith: name).topology)
        #expect(svg.contains("<title>\(name)</title>"))
        let shown = svg.split(separator: "\n").filter { $0.hasPrefix("<text") }.map { line in
            line.split(separator: "</title>").last.map { $0.split(separator: ">").last ?? "" } ?? ""
        }
        #expect(shown.allSatisfy { $0.split(separator: "<").first.map { $0.count <= 40 } ?? true })
    }
}
