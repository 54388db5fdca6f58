/// One thing that a check found, with everything a person needs to believe it and to put it right.
public struct CheckFinding: Sendable, Hashable {
    /// The one object that is wrong.
    public struct Subject: Sendable, Hashable {
        public var netns: Netns?
        public var object: String
        public var name: String
    }

    public struct Netns: Sendable, Hashable {
        public var inode: UInt64
        public var names: [String]
    }

    public struct Evidence: Sendable, Hashable {
        public var fact: String
        public var observed: String
        public var expected: String?
        public var command: String?
    }

    public struct Fix: Sendable, Hashable {
        public var command: String
        public var risk: String?
    }

    public var severity: CheckSeverity
    public var subject: Subject
    public var title: String
    public var summary: String
    public var evidence: [Evidence]
    public var confirm: [String]
    public var fix: [Fix]
    public var references: [String]
    /// Checks whose findings follow from this one.
    public var explains: [String]
    /// Checks whose findings this one explains and makes harmless.
    public var excuses: [String]
    /// Namespaces whose traffic is hit, by inode; `nil` when the check does not say, or it is not known.
    public var affects: [UInt64]?
}
