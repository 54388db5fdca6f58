/// Runs every lab once, however many tests ask for it.
actor LabRuns {
    static let shared = LabRuns()
    private var running: [String: Task<LabRun, any Error>] = [:]

    static func of(_ lab: String, _ change: String?) async throws -> LabRun {
        try await shared.task(lab, change).value
    }

    private func task(_ lab: String, _ change: String?) -> Task<LabRun, any Error> {
        let key = "\(lab) \(change ?? "")"
        if let known = running[key] { return known }
        let task = Task { try await LabRun.of(lab, change) }
        running[key] = task
        return task
    }
}
