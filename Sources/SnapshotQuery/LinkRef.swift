import NetworkModel

/// A link by namespace and number. The number alone names nothing: every pod's eth0 may be 2.
public struct LinkRef: Hashable, Sendable, Comparable {
    public let netns: NetnsID
    /// Unique in its namespace alone.
    public let ifindex: Int

    public init(_ netns: NetnsID, _ ifindex: Int) {
        self.netns = netns
        self.ifindex = ifindex
    }

    /// By namespace, then by number: an order to show links in, nothing more.
    public static func < (a: LinkRef, b: LinkRef) -> Bool {
        a.netns == b.netns ? a.ifindex < b.ifindex : a.netns < b.netns
    }
}
