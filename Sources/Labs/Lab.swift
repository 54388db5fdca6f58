import TerminalText

/// A practice network: how it is built, what runs in it, what works, and how it can be broken.
public struct Lab: Sendable {
    public var id: String
    public var title: String
    /// What the lab teaches, in a few sentences.
    public var teaches: String
    /// A small ASCII drawing.
    public var picture: String
    public var target: LabTarget
    public var steps: [Step]
    public var processes: [LabProcess]
    public var probes: [LabProbe]
    /// Ways to break it; each has the finding that a good diagnosis names as the one root cause.
    public var faults: [LabFault]
    /// Ways to change it that break nothing: there must be no finding.
    public var variants: [LabFault]
    /// A condition, as a shell command, for the finished lab to be ready.
    public var until: String?
    /// Where it was read from: the sandbox reads it again.
    public var source: LabSource

    /// One step of the walk-through, with the commands as a person would type them.
    public struct Step: Sendable {
        public var id: String
        public var says: String
        public var run: [String]
        /// Processes to start after the commands.
        public var start: [String]
    }

    public func change(_ id: String) throws(LabError) -> LabFault {
        if let found = (faults + variants).first(where: { $0.id == id }) { return found }
        let known = (faults + variants).map(\.id)
        throw LabError(
            .notFound, "lab \(self.id) has no fault '\(id)'; it has: \(known.joined(separator: ", "))",
            hint: Suggestion.hint(for: id, among: known))
    }
}

/// A lab's text, and the name to use for it in messages.
public struct LabSource: Equatable, Sendable {
    public var name: String
    public var text: String

    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// What a diagnosis of the lab should look at.
public enum LabTarget: Equatable, Sendable {
    case process(String)
    /// A process number as somebody might give it by mistake.
    case pid(Int32)
    case netns(String)
    /// Every namespace of the sandbox.
    case node
}

/// A process of the lab. It is real, listens before the lab counts as built, and dies with the sandbox.
public struct LabProcess: Equatable, Sendable {
    public var name: String
    public var place: LabPlace
    public var listen: [Listener]
    /// The address with which it answers DNS questions on UDP port 53.
    public var answers: String?
    /// Runs in its own PID and mount namespace, as a container does.
    public var container: Bool

    public struct Listener: Equatable, Sendable {
        public enum Transport: String, Sendable { case tcp, udp }
        public var transport: Transport
        public var address: String
        public var port: UInt16
    }
}

/// Where a process runs or a probe starts.
public enum LabPlace: Equatable, Sendable {
    /// The sandbox's own namespace, which plays the node.
    case host
    /// A name below /run/netns.
    case netns(String)
    /// The namespaces of a lab process, or a network namespace that only its mount namespace has a name for.
    case process(String, netns: String?)
}
