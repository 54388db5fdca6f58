import YAML
import Testing

@testable import Rules

/// Every character of a scalar that is no white space must be found in the file where it stands.
@Suite("Places in scalars")
struct ScalarPlacesTests {
    @Test(
        "each visible character is found",
        arguments: [
            "k: plain text # not this", "k: plain\n  over lines\n\n  and a gap", "k: 'it''s ''quoted'''",
            "k: 'over\n  lines ''x''\n\n  y'", "k: \"a\\tb\\nc \\\"d\\\" \\\\e\"", "k: \"a\\u00fcb\\x41c\\U0001F600d\"",
            "k: \"joined \\\n   lines\\\n  x\"", "k: \"over\n  lines\n\n   y\"", "k: |\n  a\n   b\n\n  c\n",
            "k: |-\n    a b\n      c\n", "k: |+\n  a\n\n\n", "k: |2\n    a\n  b\n", "k: | # why\n  a\n",
            "k: >\n  a\n  b\n\n  c\n    d\n    e\n  f\n", "k: >-\n\n  a\n   b\n", "k:\n  - {x: [a, 'b c', \"d e\"]}\n",
            "ü: 'ü€😀' ", "k: >\n  ä ö\n  ü\n",
        ])
    func aligned(_ text: String) throws {
        let file = SourceFile(name: "t.yaml", text: text)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
        var checked = 0
        for scalar in Self.scalars(try YAMLReader.read(file)) {
            let places = ScalarPlaces(scalar, in: SourceLines(text))
            var offset = 0
            for wanted in scalar.text.unicodeScalars {
                let place = places.place(ofByte: offset, in: scalar.text)
                offset += UTF8.width(wanted)
                guard !" \n\t".unicodeScalars.contains(wanted) else { continue }
                let found = lines[place.line - 1][place.column - 1]
                #expect(found == wanted || found == "\\", "\(wanted) at \(place)")
                checked += 1
            }
        }
        #expect(checked > 0)
    }

    private static func scalars(_ node: YAMLNode) -> [PlacedText] {
        switch node.content {
        case .scalar(let text): [text]
        case .sequence(let elements): elements.flatMap(scalars)
        case .mapping(let entries): entries.flatMap { [$0.key] + scalars($0.value) }
        }
    }
}
