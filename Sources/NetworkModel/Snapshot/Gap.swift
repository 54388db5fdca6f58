/// Something that could not be read, and what would make it readable.
public struct Gap: Hashable, Sendable, Codable {
    /// The namespace in which the fact would have been; nil for facts of the machine.
    public var netns: NetnsID?
    /// The table, file or object: `links`, `routes`, `/etc/resolv.conf`.
    public var fact: String
    public var reason: String
    public var hint: String?

    public init(netns: NetnsID?, fact: String, reason: String, hint: String? = nil) {
        self.netns = netns
        self.fact = fact
        self.reason = reason
        self.hint = hint
    }
}
