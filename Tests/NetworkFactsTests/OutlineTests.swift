import NetworkFacts
import Testing
import YAML
@testable import Rules

/// Of the shipped runbooks a diagnosis reads outlines.
@Suite struct OutlineTests {
    /// What is left must be what the whole file says: same keys, same lines.
    @Test func outlinesSayTheSame() throws {
        let whole = try ShippedRunbooks.all()
        let outlines = try ShippedRunbooks.outlines()
        #expect(outlines.map(\.id) == whole.map(\.id))
        for (outline, whole) in zip(outlines, whole) {
            #expect(described(outline.steps) == described(whole.steps))
            #expect(outline.checks.count == whole.checks.count)
            for (short, full) in zip(outline.checks, whole.checks) { compare(short, full) }
        }
    }

    private func compare(_ short: Runbook.Check, _ full: Runbook.Check) {
        let late = RunbookOutline.late
        let (short, full) = (Mirror(reflecting: short), Mirror(reflecting: full))
        for (one, other) in zip(short.children, full.children) {
            let name = one.label ?? ""
            if late.contains(name) {
                #expect(isLeftOut(one.value), "\(name) is read though it is late")
            } else {
                #expect(described(one.value) == described(other.value), "\(name)")
            }
        }
    }

    /// What a check may lack is absent, what it must have is empty.
    private func isLeftOut(_ value: Any) -> Bool {
        switch value {
        case let text as PlacedText: text.text.isEmpty
        case let subject as Runbook.Check.Subject: subject.object.text.isEmpty && subject.name.text.isEmpty
        case let role as Runbook.Role: role == .cause
        default: Mirror(reflecting: value).children.isEmpty
        }
    }

    private func described(_ value: Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }

    /// The rest is there when it is asked for.
    @Test func theRestComesLater() throws {
        for (outline, whole) in zip(try ShippedRunbooks.outlines(), try ShippedRunbooks.all()) {
            let rest = try #require(outline.rest)
            for check in whole.checks {
                #expect(described(try #require(rest(check.id.text))) == described(check))
            }
        }
    }

    /// Four fifths of the text are not read: that is what it is for.
    @Test func mostIsLeftOut() throws {
        let sources = try ShippedRunbooks.all().map(\.source.text)
        let kept = sources.map { RunbookOutline.cut($0).utf8.count }.reduce(0, +)
        #expect(kept * 4 < sources.map(\.utf8.count).reduce(0, +))
    }

    @Test func linesKeepTheirNumbers() {
        let text =
            "checks:\n  - id: a\n    doc: |\n      fix: no key\n\n      more\n    fix:\n      - x\n    title: b\nsteps:\n    doc: c"
        #expect(RunbookOutline.cut(text) == "checks:\n  - id: a\n\n\n\n\n\n\n    title: b\nsteps:\n    doc: c")
    }
}
