/// One difference between what was seen here and there, or before and after.
public struct Change: Sendable, Hashable {
    /// What became of it.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Only the second has it.
        case added
        /// Only the first has it.
        case removed
        /// Both have it, in different ways.
        case changed
        /// It stands elsewhere among others whose order matters.
        case moved
    }

    /// One property that differs; nil where it has none.
    public struct Attribute: Sendable, Hashable {
        /// `mtu`, `next hop`.
        public var name: String
        /// In the first; nil where it is not there.
        public var before: String?
        /// In the second; nil where it is not there.
        public var after: String?
    }

    /// Where it is: `the host`, `red`. Hostile text, as all names.
    public var place: String
    /// The inode of the namespace in the first and in the second; nil where it is not there.
    public var before: UInt64?
    /// That of the second.
    public var after: UInt64?
    /// What kind of thing it is.
    public var topic: Topic
    /// What became of it.
    public var kind: Kind
    /// `eth0`, `default`, `net.ipv4.ip_forward`; of a rule the chain that it is in.
    public var name: String
    /// Of rules and of elements: the text.
    public var text: String?
    /// Of rules: at which place of the chain, from 1.
    public var position: Int?
    /// Those that differ; of what only one has all of them.
    public var attributes: [Attribute] = []
    /// The finding that is about this very object, or the stop of a packet; nil where nothing is.
    public var explains: String?
}

/// What one of both has not looked at, so that nobody can say whether it differs.
public struct Unseen: Sendable, Hashable {
    /// Where it is.
    public var place: String
    /// What kind of thing it is.
    public var topic: Topic
    /// What the other one has seen.
    public var names: [String]
    /// The second has not looked; else the first has not.
    public var isLost: Bool
    /// Why not.
    public var reason: String
}

/// What differs, and what cannot be said.
public struct Difference: Sendable {
    /// In the order in which they are to be told.
    public var changes: [Change] = []
    /// By place and topic.
    public var unseen: [Unseen] = []

    /// What it comes to.
    public enum Outcome: String, Sendable, CaseIterable {
        /// Both have seen the same.
        case equal
        case differs
        /// Nothing differs of what both have seen.
        case unknown
    }

    /// Whether anything differs, as far as both were seen.
    public var outcome: Outcome { changes.isEmpty ? unseen.isEmpty ? .equal : .unknown : .differs }
}
