import Glibc
import NetworkModel
import Synchronization

/// How long a look may take, and how far it is. Who reads asks between two reads whether to go on; what was not read by
/// then stays unknown.
public final class Patience: Sendable {
    /// Why a look ended before it was complete.
    public enum End: Sendable, Equatable {
        case timeIsUp(milliseconds: Int)
        case interrupted
    }

    private let limit: Int?
    private let begin: Int
    /// Milliseconds since the begin at which somebody interrupted; -1 where nobody did.
    private let interruption = Atomic<Int>(-1)
    private let lastSign = Atomic<Int>(0)
    private let done = Atomic<Int>(0)
    private let total = Atomic<Int>(0)

    /// - Parameter milliseconds: from now on; nil for as long as it takes.
    public init(milliseconds: Int? = nil) {
        limit = milliseconds
        begin = Self.now
    }

    /// For any thread: somebody wants to see what is known by now.
    public func interrupt() {
        _ = interruption.compareExchange(expected: -1, desired: elapsed, ordering: .relaxed)
    }

    /// Nil: go on.
    public var end: End? {
        if interruption.load(ordering: .relaxed) >= 0 { return .interrupted }
        guard let limit, elapsed >= limit else { return nil }
        return .timeIsUp(milliseconds: limit)
    }

    /// The same for whoever reads, between two reads: a sign of life.
    func check() -> End? {
        lastSign.store(elapsed, ordering: .relaxed)
        return end
    }

    /// It has ended, and for so many milliseconds since then nobody who reads was heard of: a read that hangs, and not many
    /// that are slow.
    public func hangs(for milliseconds: Int) -> Bool {
        let interruption = interruption.load(ordering: .relaxed)
        let ends = [interruption >= 0 ? interruption : nil, limit].compactMap { $0 }
        guard let begin = ends.min() else { return false }
        return elapsed - max(begin, lastSign.load(ordering: .relaxed)) > milliseconds
    }

    /// Milliseconds since it began.
    public var elapsed: Int { Self.now - begin }

    /// Namespaces that were read, and how many there are; nil where they are not read one after the other.
    public var progress: (done: Int, total: Int)? {
        let total = total.load(ordering: .relaxed)
        return total > 0 ? (done.load(ordering: .relaxed), total) : nil
    }

    /// What a look that ended before it was complete lacks; there is an end.
    public func gap(of fact: String) -> Gap {
        let end = end ?? .interrupted
        return Gap(netns: nil, fact: fact, reason: end.reason, hint: end.hint)
    }

    func expect(_ count: Int) { total.store(count, ordering: .relaxed) }
    func finishOne() { done.add(1, ordering: .relaxed) }

    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}

extension Patience.End {
    /// Why something was not read.
    var reason: String {
        switch self {
        case .timeIsUp(let milliseconds): "the time for looking was up after \(milliseconds / 1000) s"
        case .interrupted: "the look was interrupted"
        }
    }

    var hint: String? {
        switch self {
        case .timeIsUp: "--timeout 2m gives it more time"
        case .interrupted: nil
        }
    }
}
