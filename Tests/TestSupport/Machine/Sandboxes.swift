import Foundation
import Labs
import Testing

/// Sandboxes for tests: what they need, whether there can be any, and how many at a time.
public enum Sandboxes {
    public static let runner = LabRunner(executable: Command.nsdoctor)

    /// Why there can be no sandbox here; nil if there can be one.
    public static let refusal: String? = {
        do {
            _ = try runner.run(try nothing.get(), LabRunner.Order(command: ["true"], capture: true))
            return nil
        } catch let error as LabError where error.kind == .forbidden {
            return error.message
        } catch {
            // Anything else is for the tests to find.
            return nil
        }
    }()

    /// Builds a lab and does what is ordered, beside a few others: without a thread of the tests' own pool.
    /// - Parameter lab: a shipped lab; nil for a sandbox with nothing in it.
    public static func run(_ lab: String?, _ order: LabRunner.Order) async throws -> LabOutcome {
        try await Crew.work { () throws(LabError) in
            let lab = if let lab { try LabCatalog.find(lab) } else { try nothing.get() }
            return try runner.run(lab, order)
        }
    }

    /// What a command writes in a sandbox with nothing in it.
    public static func output(of command: [String]) async throws -> [UInt8] {
        let outcome = try await run(nil, LabRunner.Order(command: command, capture: true))
        let errors = String(decoding: outcome.errors.suffix(2000), as: UTF8.self)
        try #require(outcome.status == 0, "\(command): status \(outcome.status ?? -1): \(errors)")
        return outcome.output
    }

    /// What nsdoctor says that builds labs by itself, beside a few others.
    public static func nsdoctor(_ words: [String]) async throws -> Command.Outcome {
        try await Crew.work { Result { try Command.nsdoctor(words) } }.get()
    }

    private static let nothing = Result { () throws(LabError) in
        try Lab(LabSource(name: "nothing.yaml", text: "id: nothing\ntitle: Nothing\nteaches: Nothing\n"))
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test, saying why, where no sandbox is possible.
    public static var needsSandbox: Self { .enabled(if: Sandboxes.refusal == nil, "\(Sandboxes.refusal ?? "")") }
}

/// A few threads for work that blocks its thread and partly waits; the pool of the tests has one a core.
private enum Crew {
    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = max(3, ProcessInfo.processInfo.activeProcessorCount + 1)
        return queue
    }()

    static func work<T: Sendable>(_ body: @escaping @Sendable () throws(LabError) -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.addOperation {
                continuation.resume(with: Result { () throws(LabError) in try body() }.mapError { $0 })
            }
        }
    }
}
