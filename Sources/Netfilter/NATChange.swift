/// An address or port that NAT changed.
public struct NATChange: Hashable, Sendable {
    public var side: NATRequest.Side
    public var before: Connection.Tuple
    public var after: Connection.Tuple
    /// Nil where conntrack undoes it for a reply, or remembers it.
    public var rule: RuleReference?
}
