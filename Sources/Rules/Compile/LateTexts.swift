import Synchronization

/// What a finding of a check says, made when there is one, and then kept.
final class LateTexts: Sendable {
    /// A check, all of it, and its texts; nil where they do not compile, which only a runbook can bring that nobody has
    /// linted.
    struct Whole: Sendable {
        let check: Runbook.Check
        let texts: CheckTexts?
    }

    private let make: @Sendable () -> Whole
    private let made = Mutex<Whole?>(nil)

    init(_ make: @escaping @Sendable () -> Whole) { self.make = make }

    var whole: Whole {
        made.withLock { known in
            let whole = known ?? make()
            known = whole
            return whole
        }
    }
}
