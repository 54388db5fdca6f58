import Analysis
import NetworkModel

/// What a diagnosis says: the contract `nsdoctor.report/1`, which `ReportSchema` describes. A pure value; formats live in Reports.
public struct Report: Sendable {
    /// The value of `schema` in JSON: readers refuse another major.
    public static let schema = "nsdoctor.report/1"

    /// The version of nsdoctor that took the snapshot.
    public var toolVersion: String
    /// RFC 3339, UTC.
    public var startedAt: String
    /// From the command's start to the report; 0 until the tool has set it.
    public var durationMilliseconds: Int
    /// The machine that the snapshot is of.
    public var host: Snapshot.Host
    /// Who was asked about.
    public var target: TargetDescription
    /// Of all findings and of what could not be checked.
    public var verdict: Verdict
    public var coverage = Coverage()
    public var questions = QuestionCount()
    /// Whose network the target is in; nil where nothing tells, for the node's own network and for a whole node.
    public var datapath: Datapath?
    /// Where we stand, if that is inside the container: what cannot be seen from there, in a sentence; nil elsewhere.
    public var vantage: String?
    /// What becomes of which packets nobody can tell, in sentences; the most telling first.
    public var openQuestions: [String] = []
    /// Root causes first, worst first; then what they explain.
    public var findings: [Finding] = []
    /// What to type in which order, until as much as possible gets through; empty where nothing that was tried helps.
    public var plan: [PlanStep] = []
    /// Every check that was run, in the order of the runbooks.
    public var checks: [CheckResult] = []
    /// The simulated packets, by question.
    public var paths: [PathReport] = []
    /// What was captured; nil where nobody asked for that.
    public var capture: CaptureReport?
    /// What moved of the counters on the way; nil where nobody watched.
    public var watched: WatchReport?
    /// What real packets came to; nil where nobody asked for them.
    public var probing: ProbeReport?
    public var topology = TopologyReport()
    /// What of the site's own checks and overrides is not applied, and why, in sentences: first of all to be told.
    public var notApplied: [String] = []
    /// What could not be read, with reasons and what would help.
    public var incomplete: [Gap] = []
    /// What was looked at, in sentences: `3 namespaces, 7 links, 12 routes`.
    public var scope: [String] = []
    /// What was not looked at by design, so that a fault in it is not found.
    public var notLookedAt: [String] = []

    /// Of a diagnosis that has found and asked nothing yet.
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

/// How bad a finding is: `crit` means broken traffic of the target, `info` no fault at all. Ordered by badness.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
    case info, warn, crit

    /// info < warn < crit.
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

/// How many checks came to what.
public struct Coverage: Sendable, Hashable {
    /// Checks that judged everything and found nothing.
    public var ok = 0
    /// Checks that found something.
    public var found = 0
    /// Checks that could not be judged.
    public var unknown = 0
    /// Checks that do not apply here.
    public var skipped = 0

    /// No checks.
    public init() {}
}

/// The target as the report names it.
public struct TargetDescription: Sendable, Hashable {
    public var kind: Target.Kind
    /// As the user typed it.
    public var spelling: String
    /// In our own PID namespace; nil where the target is no process.
    public var pid: Int?
    /// The name that the process chose itself: hostile text. Nil where it was not read.
    public var comm: String?
    /// Its number in each PID namespace from ours inwards; empty where it was not read.
    public var nspid: [Int] = []
    /// Nil for the whole node.
    public var netns: NetnsRef?
    /// The container that the process is in; nil for none, or none that is known.
    public var container: Container?

    /// Of a target of which nothing more is known.
    public init(kind: Target.Kind, spelling: String) {
        self.kind = kind
        self.spelling = spelling
    }
}

/// A namespace by inode, which is always there, and by the names that people gave it.
public struct NetnsRef: Sendable, Hashable {
    /// Of the nsfs, as in `net:[4026531840]`.
    public var inode: UInt64
    /// Those below /run/netns and its like; often empty.
    public var names: [String]
    /// nsdoctor runs in it: people call it the host, whether or not it has a name.
    public var isOwn: Bool

    public init(inode: UInt64, names: [String], isOwn: Bool = false) {
        self.inode = inode
        self.names = names
        self.isOwn = isOwn
    }
}

/// One object that is wrong, found by one check, for all the namespaces that it hurts.
public struct Finding: Sendable, Hashable {
    /// The id of the check.
    public var id: String
    /// Of a cause: as grave as what follows from it.
    public var severity: Severity
    /// How it is known.
    public var certainty: Certainty
    /// It is said where nobody knows better.
    public var isLastResort = false
    /// Ids that its check names as what follows from it, even if that stays when it is mended.
    var named: Set<String> = []
    /// No other finding explains it.
    public var isRootCause: Bool
    /// Ids of the findings that this one explains and that are in the report.
    public var explains: [String]
    /// The object that is wrong.
    public var subject: Subject
    /// The check's title: what is wrong, without names.
    public var title: String
    /// What is wrong with this very object.
    public var summary: String
    /// The facts that prove it.
    public var evidence: [Evidence]
    /// Commands that show it by hand.
    public var confirm: [String]
    /// Ways to mend it, in the order of the runbook; empty where there is no command for it.
    public var fix: [Fix]
    /// Where to read more.
    public var references: [String]
    /// Where the check is written.
    public var runbook: StepRef

    public init(
        id: String, severity: Severity, certainty: Certainty = .proved, isRootCause: Bool, explains: [String],
        subject: Subject, title: String,
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
        /// Nil where the object lies in no namespace.
        public var netns: NetnsRef?
        /// `link`, `route`, `sysctl`, `address`, `neighbor`, `file`, `netns`, `process` …
        public var object: String
        /// The object's own name: `eth0`, `default`, `net.ipv4.ip_forward`.
        public var name: String

        public init(netns: NetnsRef?, object: String, name: String) {
            self.netns = netns
            self.object = object
            self.name = name
        }
    }

    /// A fact, as it is and as it should be.
    public struct Evidence: Sendable, Hashable {
        /// What was looked at, in the words of the runbook.
        public var fact: String
        /// Its value, as text.
        public var observed: String
        /// What it should be; nil where the check says nothing about that.
        public var expected: String?
        /// Shows the fact by hand; nil where none does.
        public var command: String?

        public init(fact: String, observed: String, expected: String? = nil, command: String? = nil) {
            self.fact = fact
            self.observed = observed
            self.expected = expected
            self.command = command
        }
    }

    /// A way to mend it.
    public struct Fix: Sendable, Hashable {
        /// To be typed as it stands, but for words in capitals that the reader fills in.
        public var command: String
        /// What else it does, and what its words in capitals stand for; nil for nothing.
        public var risk: String?
        /// What the packet would then do, once the trace has simulated it; nil where nothing was simulated.
        public var effect: String?
        /// How many of the wanted questions are answered then; nil where nothing was simulated.
        public var answered: Int?
        /// Of how many.
        public var wanted: Int?
        /// How many that are answered now are not answered then.
        public var harmed = 0

        public init(command: String, risk: String? = nil, effect: String? = nil) {
            self.command = command
            self.risk = risk
            self.effect = effect
        }
    }

    /// Runbook and step that the check belongs to.
    public struct StepRef: Sendable, Hashable {
        /// The id of the runbook.
        public var id: String
        /// The id of the step in it.
        public var step: String

        public init(id: String, step: String) {
            self.id = id
            self.step = step
        }
    }
}

/// What one check came to, whatever it found.
public struct CheckResult: Sendable, Hashable {
    /// `found` beats all others; `skipped`: the check does not apply here.
    public enum State: String, Sendable, Hashable {
        case ok, found, unknown, skipped
    }

    /// The id of the check.
    public var id: String
    public var state: State
    /// Why it is unknown or skipped; of a finding, what could not be judged beside it.
    public var reason: String?
    /// Where the check is written.
    public var runbook: Finding.StepRef
    /// What is wrong when it finds something.
    public var title: String

    public init(id: String, state: State, reason: String?, runbook: Finding.StepRef, title: String) {
        self.id = id
        self.state = state
        self.reason = reason
        self.runbook = runbook
        self.title = title
    }
}
