/// Why a value is not known: one or more reasons, in the order in which they were met.
public struct Unknown: Sendable, Hashable {
    /// Why, each reason once.
    public private(set) var reasons: [String]

    /// A thousand objects may each fail in their own words; a reader needs the first few.
    static let mostReasons = 64

    /// Unknown for one reason.
    public init(_ reason: String) {
        reasons = [reason]
    }

    /// The unknown that an evaluation ends in when it runs out of its ``Budget``.
    public static let budget = Unknown("budget")

    /// Adds the reasons of `other` that are not yet listed.
    public mutating func merge(_ other: Unknown) {
        for reason in other.reasons where reasons.count < Self.mostReasons && !reasons.contains(reason) {
            reasons.append(reason)
        }
    }

    /// Both sets of reasons, those of `self` first.
    public func merged(with other: Unknown?) -> Unknown {
        guard let other else { return self }
        var both = self
        both.merge(other)
        return both
    }
}
