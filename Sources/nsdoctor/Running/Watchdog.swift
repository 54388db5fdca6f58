import Collectors
import Glibc
import Kernel
import NetworkModel
import Synchronization

/// Sees to it that a look ends. It says on a terminal how far the look is, takes Ctrl-C, and where a read hangs for good
/// it speaks for what is known: whoever hangs in the kernel cannot.
final class Watchdog: Sendable {
    private enum State {
        /// Reading; with what was known before.
        case looking(Snapshot?)
        /// Working out what that means, which ends by itself.
        case judging
        /// The command itself has the word.
        case finished
        /// The watchdog has it: the process ends here.
        case speaking
    }

    let patience: Patience
    private let state = Mutex(State.looking(nil))
    /// How long a single read may take once the time is up, in milliseconds.
    private static let grace = 2000
    /// Until then nobody wonders.
    private static let silence = 1000

    init(_ patience: Patience) { self.patience = patience }

    /// Ctrl-C is the watchdog's from here on.
    ///
    /// - Parameter rescue: prints what can be said of a snapshot, or that nothing can, and ends the process.
    func start(_ rescue: @escaping @Sendable (Snapshot?, Patience) -> Never) {
        guard let signals = try? StopSignals() else { return }
        let showsProgress = Terminal.isErrorTerminal
        _ = DetachedThread.start(owning: signals) { signals in
            Confinement.endLooking()
            self.guardLook(signals, showsProgress, rescue)
        }
    }

    /// A read begins.
    func looks(_ snapshot: Snapshot) { change(to: .looking(snapshot)) }

    /// It has ended, for now.
    func judges() { change(to: .judging) }

    /// The command will say it all by itself.
    func finish() { change(to: .finished) }

    private func change(to next: State) {
        let isTaken = state.withLock { state in
            if case .speaking = state { return true }
            state = next
            return false
        }
        // The other thread is about to end the process.
        while isTaken { pause() }
        if case .finished = next {
            clearLine()
            StopSignals.letThrough()
        }
    }

    private let hasLine = Mutex(false)

    private func guardLook(_ signals: StopSignals, _ showsProgress: Bool, _ rescue: (Snapshot?, Patience) -> Never) {
        while true {
            var poll = pollfd(fd: signals.rawDescriptor, events: Int16(POLLIN), revents: 0)
            let isCalled = Glibc.poll(&poll, 1, 100) > 0
            // A signal that comes when the look is over is for whoever waits for signals by then.
            let isOver = state.withLock { if case .finished = $0 { true } else { false } }
            if isOver { return }
            if isCalled, signals.take() != nil {
                // Whoever asks twice wants no report.
                if patience.end == .interrupted { StandardOutput.end(ExitStatus.interrupted.rawValue) }
                patience.interrupt()
            }
            let isOverdue = patience.hangs(for: Self.grace)
            let (isFinished, known) = state.withLock { state -> (Bool, Snapshot??) in
                switch state {
                case .finished: return (true, nil)
                case .looking(let snapshot) where isOverdue:
                    state = .speaking
                    return (false, .some(snapshot))
                case .looking, .judging, .speaking: return (false, nil)
                }
            }
            if isFinished { return }
            if let known {
                clearLine()
                rescue(known, patience)
            }
            if showsProgress, patience.elapsed >= Self.silence { showLine() }
        }
    }

    private func showLine() {
        let seconds = patience.elapsed / 1000
        let what = patience.progress.map { "namespaces \($0.done) of \($0.total)" } ?? "looking"
        hasLine.withLock { hasLine in
            hasLine = true
            Terminal.standardError("\r\(what), \(seconds) s; Ctrl-C shows what is known\u{1b}[K")
        }
    }

    private func clearLine() {
        hasLine.withLock { hasLine in
            if hasLine { Terminal.standardError("\r\u{1b}[K") }
            hasLine = false
        }
    }
}
