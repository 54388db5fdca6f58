import CEL
import Testing

/// How errors look to whoever wrote the expression.
@Suite struct RenderingTests {
    private func rendered(_ source: String, firstLine: Int = 1, firstColumn: Int = 1) -> String {
        do {
            _ = try Network.environment.compile(source)
            return "no error"
        } catch {
            return error.rendered(source: source, file: "a.yaml", firstLine: firstLine, firstColumn: firstColumn)
        }
    }

    @Test func pointsAtThePlace() {
        #expect(
            rendered("lnks.size() > 0") == """
                a.yaml:1:1: error: undeclared name 'lnks' (did you mean 'links'?)
                  lnks.size() > 0
                  ^
                """)
        #expect(
            rendered("links.all(l,\n  l.mtuu > 1)", firstLine: 10, firstColumn: 7) == """
                a.yaml:11:5: error: Link has no field 'mtuu' (did you mean 'mtu'?)
                    l.mtuu > 1)
                      ^
                """)
        #expect(rendered("  lnks", firstLine: 10, firstColumn: 7).hasPrefix("a.yaml:10:9:"))
    }

    @Test func tabsAndWideCharactersKeepTheCaretInPlace() {
        #expect(
            rendered("\t'日本é' + 1 ") == """
                a.yaml:1:8: error: no such overload: string + int
                   '日本é' + 1\u{20}
                           ^
                """)
    }

    @Test func hostileCharactersAreSpelledOut() {
        let text = rendered("'\u{1B}[2J\u{202E}\u{9B}\u{7F}' + x\u{1B}]0;")
        #expect(text.contains("\\u{1b}[2J\\u{202e}\\u{9b}\\u{7f}"))
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value < 0x7F) })
        let column = text.split(separator: "\n")[2].count
        let line = text.split(separator: "\n")[1]
        #expect(line.dropFirst(column - 1).hasPrefix("\\u{1b}]0;"))
    }

    @Test func fileNamesAreHostileToo() throws {
        #expect(throws: CELError.self) { try Environment().compile("(") }
        do {
            _ = try Environment().compile("(")
        } catch {
            #expect(!error.rendered(source: "(", file: "a\u{1B}b\n").contains("\u{1B}"))
            #expect(error.rendered(source: "something else", file: "a").hasSuffix("^"))
        }
    }

    @Test func longLinesAreCut() {
        let source = String(repeating: "1 + ", count: 50) + "'a'" + String(repeating: " + 1", count: 50)
        let lines = rendered(source).split(separator: "\n")
        #expect(lines[1].count < 140)
        #expect(lines[1].hasPrefix("  …") && lines[1].hasSuffix("…"))
        let caret = lines[2].count - 1
        #expect(lines[1].dropFirst(caret).hasPrefix("+ 'a'"))
    }

    @Test func runtimeErrorsHavePlacesToo() throws {
        let program = try Environment().compile("1 +\n  2 / 0")
        guard case .error(let error) = program.evaluate() else {
            Issue.record("no error")
            return
        }
        #expect(error.kind == .divisionByZero)
        #expect((error.line, error.column, error.offset) == (2, 5, 8))
        #expect(error.description == "2:5: division by zero")
    }

    @Test func errorsInsideMacrosPointInside() throws {
        guard case .error(let error) = try Environment().compile("[1, 0].map(x, 1 / x)").evaluate() else {
            Issue.record("no error")
            return
        }
        #expect(error.column == 17)
    }
}
