/// A real packet sent to see what reality says.
public struct LabProbe: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        /// One echo request, with this many bytes of payload and fragmentation forbidden if a size is given.
        case ping(String, size: Int?)
        case tcp(String, UInt16)
        case udp(String, UInt16)
        case resolve(String)
    }

    public var id: String
    public var from: LabPlace
    public var kind: Kind
    /// Whether it succeeds in the healthy lab.
    public var healthy: Bool
}

/// What became of a probe.
public struct LabProbeResult: Equatable, Sendable {
    public var id: String
    public var succeeded: Bool
    /// What the prober said: "reply", "refused", "timeout", "No route to host" …
    public var detail: String

    public init(id: String, succeeded: Bool, detail: String) {
        self.id = id
        self.succeeded = succeeded
        self.detail = detail
    }
}

/// A change of a lab: a fault, or a harmless variant.
public struct LabFault: Sendable {
    public var id: String
    public var title: String
    /// Steps of the walk-through to leave out. Later commands may then fail, as they would for a person.
    public var omit: [String]
    /// Commands after the build.
    public var run: [String]
    /// A condition, as a shell command, for the fault to show.
    public var until: String?
    public var target: LabTarget?
    /// Nil in a variant.
    public var expect: Expectation?
    /// The first root cause that can be known where the outside cannot be entered, if that is not the same: its id, or
    /// `nothing`.
    public var hidden: String?
    /// Probes that succeed in the healthy lab and fail now.
    public var fails: [String]
    /// Probes that fail in the healthy lab and succeed now.
    public var works: [String]
    /// Probes that may go either way now.
    public var varies: [String]

    /// The finding that a good diagnosis names as the root cause.
    public struct Expectation: Equatable, Sendable {
        public enum Severity: String, Sendable { case crit, warn, info }
        public var finding: String
        public var severity: Severity
        /// Name of the namespace that the finding is about, "host" for the sandbox's own.
        public var netns: String?
        public var object: String?
        public var name: String?
    }

    /// Whether this probe must succeed under the change; nil if it may go either way.
    public func expects(_ probe: LabProbe) -> Bool? {
        if varies.contains(probe.id) { return nil }
        if fails.contains(probe.id) { return false }
        return works.contains(probe.id) || probe.healthy
    }
}
