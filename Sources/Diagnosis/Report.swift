import NetworkModel

/// What a diagnosis says: the contract `nsdoctor.report/1`, which `ReportSchema` describes. A pure value; formats live in Reports.
public struct Report: Sendable {
    public static let schema = "nsdoctor.report/1"

    public var toolVersion: String
    /// RFC 3339, UTC.
    public var startedAt: String
    public var durationMilliseconds: Int
    public var host: Snapshot.Host
    public var target: TargetDescription
    public var verdict: Verdict
    public var coverage = Coverage()
    public var questions = QuestionCount()
    /// What becomes of which packets nobody can tell, in sentences; the most telling first.
    public var openQuestions: [String] = []
    /// Root causes first, worst first; then what they explain.
    public var findings: [Finding] = []
    public var checks: [CheckResult] = []
    public var paths: [PathReport] = []
    public var topology = TopologyReport()
    public var incomplete: [Gap] = []
    /// What was looked at, in sentences: `3 namespaces, 7 links, 12 routes`.
    public var scope: [String] = []
    /// What was not looked at by design, so that a fault in it is not found.
    public var notLookedAt: [String] = []

    public init(
        toolVersion: String, startedAt: String, durationMilliseconds: Int, host: Snapshot.Host,
        target: TargetDescription, verdict: Verdict
    ) {
        self.toolVersion = toolVersion
        self.startedAt = startedAt
        self.durationMilliseconds = durationMilliseconds
        self.host = host
        self.target = target
        self.verdict = verdict
    }
}

/// The worst that was found. crit beats unknown beats warn.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
    case ok, warn, crit, unknown
}

public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
    case info, warn, crit

    public static func < (a: Severity, b: Severity) -> Bool {
        let order: [Severity] = [.info, .warn, .crit]
        return (order.firstIndex(of: a) ?? 0) < (order.firstIndex(of: b) ?? 0)
    }
}

/// How a finding is known.
public enum Certainty: String, Sendable, Hashable, CaseIterable {
    /// By the state of the kernel, which admits nothing else.
    case proved
    /// By what is usual, where what decides is out of sight.
    case likely
}

public struct Coverage: Sendable, Hashable {
    public var ok = 0
    public var found = 0
    public var unknown = 0
    public var skipped = 0

    public init() {}
}

/// The target as the report names it.
public struct TargetDescription: Sendable, Hashable {
    public var kind: Target.Kind
    public var spelling: String
    public var pid: Int?
    public var comm: String?
    public var nspid: [Int] = []
    public var netns: NetnsRef?
    public var container: Container?

    public init(kind: Target.Kind, spelling: String) {
        self.kind = kind
        self.spelling = spelling
    }
}

/// A namespace by inode, which is always there, and by the names that people gave it.
public struct NetnsRef: Sendable, Hashable {
    public var inode: UInt64
    public var names: [String]
    /// nsdoctor runs in it: people call it the host, whether or not it has a name.
    public var isOwn: Bool

    public init(inode: UInt64, names: [String], isOwn: Bool = false) {
        self.inode = inode
        self.names = names
        self.isOwn = isOwn
    }
}

public struct Finding: Sendable, Hashable {
    public var id: String
    public var severity: Severity
    public var certainty: Certainty
    public var isRootCause: Bool
    /// Ids of the findings that this one explains and that are in the report.
    public var explains: [String]
    public var subject: Subject
    public var title: String
    public var summary: String
    public var evidence: [Evidence]
    public var confirm: [String]
    public var fix: [Fix]
    public var references: [String]
    public var runbook: StepRef

    public init(
        id: String, severity: Severity, certainty: Certainty = .proved, isRootCause: Bool, explains: [String], subject: Subject, title: String,
        summary: String, evidence: [Evidence], confirm: [String], fix: [Fix], references: [String], runbook: StepRef
    ) {
        self.id = id
        self.severity = severity
        self.certainty = certainty
        self.isRootCause = isRootCause
        self.explains = explains
        self.subject = subject
        self.title = title
        self.summary = summary
        self.evidence = evidence
        self.confirm = confirm
        self.fix = fix
        self.references = references
        self.runbook = runbook
    }

    /// The one object that is wrong.
    public struct Subject: Sendable, Hashable {
        public var netns: NetnsRef?
        /// `link`, `route`, `sysctl`, `address`, `neighbor`, `file`, `netns`, `process` …
        public var object: String
        public var name: String

        public init(netns: NetnsRef?, object: String, name: String) {
            self.netns = netns
            self.object = object
            self.name = name
        }
    }

    public struct Evidence: Sendable, Hashable {
        public var fact: String
        public var observed: String
        public var expected: String?
        public var command: String?

        public init(fact: String, observed: String, expected: String? = nil, command: String? = nil) {
            self.fact = fact
            self.observed = observed
            self.expected = expected
            self.command = command
        }
    }

    public struct Fix: Sendable, Hashable {
        public var command: String
        public var risk: String?
        /// What the packet would then do, once the trace has simulated it; nil where nothing was simulated.
        public var effect: String?

        public init(command: String, risk: String? = nil, effect: String? = nil) {
            self.command = command
            self.risk = risk
            self.effect = effect
        }
    }

    /// Runbook and step that the check belongs to.
    public struct StepRef: Sendable, Hashable {
        public var id: String
        public var step: String

        public init(id: String, step: String) {
            self.id = id
            self.step = step
        }
    }
}

public struct CheckResult: Sendable, Hashable {
    public enum State: String, Sendable, Hashable {
        case ok, found, unknown, skipped
    }

    public var id: String
    public var state: State
    public var reason: String?
    public var runbook: Finding.StepRef
    public var title: String

    public init(id: String, state: State, reason: String?, runbook: Finding.StepRef, title: String) {
        self.id = id
        self.state = state
        self.reason = reason
        self.runbook = runbook
        self.title = title
    }
}
