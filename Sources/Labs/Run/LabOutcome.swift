/// What came of a run.
public struct LabOutcome: Sendable {
    /// The exit status of the last command, 128 and the number for a signal; nil if there was no command.
    public var status: Int32?
    public var probes: [LabProbeResult] = []
    /// Commands of the walk-through that failed because a step before them was left out.
    public var stumbles: [String] = []
    /// What the commands wrote, if that was captured.
    public var output: [UInt8] = []
    public var errors: [UInt8] = []

    init(_ reports: [LabReport]) throws(LabError) {
        for report in reports {
            switch report {
            case .error(let kind, let text): throw LabError(kind, text)
            case .status(let number): status = number
            case .probe(let result): probes.append(result)
            case .stumble(let text): stumbles.append(text)
            }
        }
    }
}
