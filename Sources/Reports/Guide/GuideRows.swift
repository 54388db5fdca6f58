import Diagnosis

/// How the lines of a screen are shared out.
struct GuideLayout {
    /// Verdict and cause.
    static let head = 2
    /// Steps.
    let list: Int
    /// What is said of the selected one.
    let pane: Int

    /// - Parameter rows: lines of the screen.
    init(rows: Int) {
        pane = min(10, max(2, rows / 4))
        // Beside them: the line for the rest, the rule, and the keys.
        list = max(1, rows - Self.head - pane - 3)
    }
}

/// The steps that a list shows: all that somebody has to look at, and of the others as many as there is room for.
struct GuideRows {
    /// Numbers of the steps, ascending.
    let numbers: [Int]
    /// `36 more: 28 ok, 8 do not apply`; nil where all are shown.
    let rest: String?

    init(_ guide: Guide, rows: Int) {
        let steps = guide.checklist.steps
        guard !guide.showsAll else {
            (numbers, rest) = (steps.map(\.number), nil)
            return
        }
        let order = StepOrder(guide.checklist)
        var shown = Set((order.found + order.after + order.unjudged).map(\.number))
        shown.formUnion(guide.checklist.steps.filter { $0.number == guide.selected }.map(\.number))
        // What comes before the first stop shows where the way was still right; what lies behind it comes next.
        let stop = order.found.map(\.number).min() ?? .max
        let right = order.rest.filter { $0.state == .ok && $0.value != nil }
        let before = right.filter { $0.number < stop }
        let behind = order.unreached + right.filter { $0.number > stop }
        let isTold = rows < .max
        for step in before.prefix(isTold ? max(0, rows - shown.count) * 2 / 3 : .max) { shown.insert(step.number) }
        for step in behind where !isTold || shown.count < rows { shown.insert(step.number) }
        for step in before where !isTold || shown.count < rows { shown.insert(step.number) }
        numbers = shown.sorted()
        rest = Self.words(steps.filter { !shown.contains($0.number) })
    }

    private static func words(_ hidden: [Checklist.Step]) -> String? {
        guard !hidden.isEmpty else { return nil }
        let ok = hidden.count { $0.state == .ok }
        let skipped = hidden.count { $0.state == .skipped }
        let behind = hidden.count - ok - skipped
        let parts = [
            ok > 0 ? "\(ok) ok" : nil,
            behind > 0 ? "\(behind) that no packet gets to" : nil,
            skipped > 0 ? "\(skipped) \(skipped == 1 ? "does" : "do") not apply" : nil,
        ].compactMap { $0 }
        return "\(hidden.count) more: \(parts.joined(separator: ", "))"
    }
}
