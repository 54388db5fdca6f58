import TestSupport
import Testing

/// Runs every lab once, however many tests ask for it; once more where time may have spoilt what depends on it.
actor LabRuns {
    private static let shared = LabRuns()
    private var running: [Key: Task<LabRun, any Error>] = [:]

    private struct Key: Hashable {
        var place: LabPlace
        var attempt: Int
    }

    static func of(_ place: LabPlace) async throws -> LabRun {
        try await shared.task(Key(place: place, attempt: 1)).value
    }

    /// The run, or another one if this spoilt it; what spoils both is true.
    static func of(_ place: LabPlace, unless isSpoilt: (LabRun) -> Bool) async throws -> LabRun {
        let run = try await of(place)
        guard isSpoilt(run) else { return run }
        Retries.note("lab \(place)")
        return try await shared.task(Key(place: place, attempt: 2)).value
    }

    private func task(_ key: Key) -> Task<LabRun, any Error> {
        if let known = running[key] { return known }
        let task = Task { try await LabRun(of: key.place) }
        running[key] = task
        return task
    }
}
