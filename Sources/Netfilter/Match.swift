/// Three-valued truth of a match.
public enum Match: Hashable, Sendable {
    case yes
    case no
    case unknown(because: String)
    /// Either may happen (statistic, numgen, limit): both ways are traced, each under its own assumption.
    case either(Chance)

    /// Of what is known to hold, or not to.
    public init(_ holds: Bool) {
        self = holds ? .yes : .no
    }

    static func either(assuming: String, otherwise: String, share: Double? = nil) -> Match {
        .either(Chance(assuming: assuming, otherwise: otherwise, share: share))
    }
}

/// A question that chance or a rate decides.
public struct Chance: Hashable, Sendable {
    /// What must be so for a yes, and for a no, in words.
    public var assuming: String
    public var otherwise: String
    /// How many of the packets that are like this one get a yes, 0...1; nil where nobody can tell.
    public var share: Double?

    public init(assuming: String, otherwise: String, share: Double? = nil) {
        self.assuming = assuming
        self.otherwise = otherwise
        self.share = share
    }

    var inverted: Chance { Chance(assuming: otherwise, otherwise: assuming, share: share.map { 1 - $0 }) }
}
