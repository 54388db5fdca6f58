/// What a check may cost, so that no runbook can hold up a diagnosis.
enum CheckLimits {
    static let stepsPerCheck = 1_000_000
    static let stepsPerRunbook = 10_000_000
    /// How many findings of one check are listed; the others are counted.
    static let findings = 256
}
