/// Three-valued truth of a match.
public enum Match: Hashable, Sendable {
    case yes
    case no
    case unknown(because: String)
    /// Either may happen (statistic, numgen, limit): both ways are traced, each under its own assumption.
    case either(assuming: String, otherwise: String)

    /// Of what is known to hold, or not to.
    public init(_ holds: Bool) {
        self = holds ? .yes : .no
    }
}
