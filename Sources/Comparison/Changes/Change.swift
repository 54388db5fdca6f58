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
        public var name: String
        public var before: String?
        public var after: String?
    }

    /// Where it is: `the host`, `red`. Hostile text, as all names.
    public var place: String
    /// The inode of the namespace in the first and in the second; nil where it is not there.
    public var before: UInt64?
    public var after: UInt64?
    public var topic: Topic
    public var kind: Kind
    /// `eth0`, `default`, `net.ipv4.ip_forward`; of a rule the chain that it is in.
    public var name: String
    /// Of rules and of elements: the text.
    public var text: String?
    /// Of rules: at which place of the chain, from 1.
    public var position: Int?
    public var attributes: [Attribute] = []
    /// The finding that is about this very object, or the stop of a packet; nil where nothing is.
    public var explains: String?
}

/// What one of both has not looked at, so that nobody can say whether it differs.
public struct Unseen: Sendable, Hashable {
    public var place: String
    public var topic: Topic
    /// What the other one has seen.
    public var names: [String]
    /// The second has not looked; else the first has not.
    public var isLost: Bool
    public var reason: String
}

/// What differs, and what cannot be said.
public struct Difference: Sendable {
    public var changes: [Change] = []
    public var unseen: [Unseen] = []

    /// What it comes to.
    public enum Outcome: String, Sendable, CaseIterable {
        case equal, differs
        /// Nothing differs of what both have seen.
        case unknown
    }

    public var outcome: Outcome { changes.isEmpty ? unseen.isEmpty ? .equal : .unknown : .differs }
}
