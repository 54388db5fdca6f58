import Foundation
import Labs

/// A few threads for work that mostly waits: a sandbox blocks its thread, and the pool of the tests has one a core.
enum Crew {
    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = max(3, ProcessInfo.processInfo.activeProcessorCount + 1)
        return queue
    }()

    static func work<T: Sendable>(_ body: @escaping @Sendable () throws(LabError) -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.addOperation {
                do throws(LabError) {
                    continuation.resume(returning: try body())
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }
}
