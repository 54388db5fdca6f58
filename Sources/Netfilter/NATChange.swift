/// An address or port that NAT changed.
public struct NATChange: Hashable, Sendable {
    /// Which of the two was changed.
    public var side: NATRequest.Side
    /// The packet's tuple as it was.
    public var before: Connection.Tuple
    /// The packet's tuple as it is from here on.
    public var after: Connection.Tuple
    /// Nil where conntrack undoes it for a reply, or remembers it.
    public var rule: RuleReference?
}
