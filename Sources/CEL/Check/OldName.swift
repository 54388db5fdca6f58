/// Where an expression uses a name that is kept for old expressions.
public struct OldName: Sendable, Hashable {
    /// As the expression has it.
    public let name: String
    /// The name that means the same now.
    public let replacement: String
    /// Byte offset into the UTF-8 of the source.
    public let offset: Int
}
