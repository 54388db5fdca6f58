/// One thing that a check found, with everything a person needs to believe it and to put it right.
public struct CheckFinding: Sendable, Hashable {
    /// The one object that is wrong.
    public struct Subject: Sendable, Hashable {
        /// Where it is; nil where the check does not say, or it is not known.
        public var netns: Netns?
        /// What kind of thing it is: `link`, `route`.
        public var object: String
        /// Its name there.
        public var name: String
    }

    /// The place of an object, in plain values.
    public struct Netns: Sendable, Hashable {
        /// A number that no other place has.
        public var inode: UInt64
        /// What people call it; may be empty.
        public var names: [String]
    }

    /// A fact that proves the finding.
    public struct Evidence: Sendable, Hashable {
        /// Which fact.
        public var fact: String
        /// What it is.
        public var observed: String
        /// What it should be.
        public var expected: String?
        /// The command that shows it, ready for a shell.
        public var command: String?
    }

    /// A command that would put it right. It is never run.
    public struct Fix: Sendable, Hashable {
        /// Ready for a shell.
        public var command: String
        /// What else it changes.
        public var risk: String?
    }

    /// How bad it is.
    public var severity: CheckSeverity
    /// How bad the check itself says that it is, where an override says otherwise.
    public var ownSeverity: CheckSeverity?
    /// What was seen makes it likely, and does not prove it.
    public var isLikely = false
    /// The one object that is wrong.
    public var subject: Subject
    /// What is wrong, without names.
    public var title: String
    /// What is wrong, with names, in a sentence.
    public var summary: String
    /// The facts that prove it.
    public var evidence: [Evidence]
    /// Commands that show the same without the tool, ready for a shell.
    public var confirm: [String]
    /// Commands that would put it right.
    public var fix: [Fix]
    /// Where to read more.
    public var references: [String]
    /// Checks whose findings follow from this one.
    public var explains: [String]
    /// It is said where nobody knows better.
    public var isLastResort = false
    /// Checks whose findings this one explains and makes harmless.
    public var excuses: [String]
    /// Namespaces whose traffic is hit, by inode; `nil` when the check does not say, or it is not known.
    public var affects: [UInt64]?
}
