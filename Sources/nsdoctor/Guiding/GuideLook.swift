import Collectors
import Kernel
import NetworkModel
import Rules
import Synchronization

/// A look that goes on while somebody sits at the keys.
final class GuideLook: Sendable {
    private let patience: Patience
    private let result = Mutex<Result<Examination, Failure>?>(nil)
    /// How long a single read may take once the time is up, in milliseconds.
    private static let grace = 2000

    /// Nil where no thread could be made.
    init?(_ session: GuideSession, _ target: TargetWords) {
        let patience = Patience(milliseconds: session.milliseconds)
        self.patience = patience
        let (files, destinations) = (CheckFiles(session.options), session.destinations)
        guard
            DetachedThread.start(
                owning: (),
                { [self] _ in
                    let found = Result { () throws(Failure) in
                        let collector = Collector.live(patience)
                        try target.aim(collector)
                        collector.ask(about: destinations)
                        return try Examination(collector) { () throws(Failure) in
                            try files.compiled(today: CivilDate(Clock.now))
                        }
                    }
                    result.withLock { $0 = found }
                })
        else { return nil }
    }

    /// Nil while it goes on.
    var outcome: Result<Examination, Failure>? {
        if let result = result.withLock({ $0 }) { return result }
        guard patience.hangs(for: Self.grace) else { return nil }
        return .failure(Failure(.unknown, "a read hangs"))
    }

    /// What is known by now is enough.
    func interrupt() { patience.interrupt() }

    /// `looking, 3 s`, with how far it is where that is known.
    var progress: String {
        let what = patience.progress.map { "namespaces \($0.done) of \($0.total)" } ?? "looking"
        return "\(what), \(patience.elapsed / 1000) s; Esc shows what is known"
    }
}
