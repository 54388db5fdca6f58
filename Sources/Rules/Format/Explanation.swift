/// One word of an `explains`: findings of one check follow from those of another.
public struct Explanation: Sendable, Hashable {
    /// The id of the check that explains.
    public let cause: String
    /// The id of the check whose findings follow.
    public let consequence: String

    /// - Parameters:
    ///   - consequence: the id of the check whose findings follow.
    ///   - cause: the id of the check that explains.
    public init(_ consequence: String, from cause: String) {
        (self.cause, self.consequence) = (cause, consequence)
    }
}
