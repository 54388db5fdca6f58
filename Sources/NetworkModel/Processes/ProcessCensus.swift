/// What a look at all processes of the machine shows that a diagnosis may want: those that do not run though they are
/// there, and those that look after rules. Numbers are those of our own PID namespace.
public struct ProcessCensus: Hashable, Sendable, Codable {
    public var stopped: [StoppedProcess] = []
    /// Programs that make rules for containers, by their names.
    public var daemons: [Daemon] = []
    /// Threads of the kernel that take namespaces down and wait for something (state D); nil where nobody has looked.
    public var waitingForNetns: Int?

    public init() {}

    public struct Daemon: Hashable, Sendable, Codable {
        public var pid: Int
        /// Hostile, as any process's own name for itself.
        public var comm: String
        /// Nil where we may not look.
        public var netns: NetnsID?
        /// What it was told about networks on its command line, `--proxy-mode=ipvs`; nothing else of that is kept. Hostile.
        public var options: [String]?

        public init(pid: Int, comm: String, netns: NetnsID?) {
            self.pid = pid
            self.comm = comm
            self.netns = netns
        }
    }
}

/// A process that is alive and runs no instruction.
public struct StoppedProcess: Hashable, Sendable, Codable {
    public enum Cause: String, Hashable, Sendable, Codable {
        /// State T: SIGSTOP and its like.
        case signal
        /// State t: a debugger holds it.
        case debugger
        /// The freezer of its cgroup.
        case freezer

        /// By field 3 of /proc/PID/stat; nil for processes that may run.
        public init?(state: String) {
            switch state {
            case "T": self = .signal
            case "t": self = .debugger
            default: return nil
            }
        }
    }

    public var pid: Int
    /// Hostile, as any process's own name for itself.
    public var comm: String
    public var cause: Cause
    /// Nil where we may not look.
    public var netns: NetnsID?
    /// Of a frozen one.
    public var cgroup: String?
    /// Inodes of the sockets that it holds.
    public var sockets: [Int] = []
    /// Names of the tun and tap devices that it has open, in whichever namespace.
    public var tuns: [String] = []

    public init(pid: Int, comm: String, cause: Cause) {
        self.pid = pid
        self.comm = comm
        self.cause = cause
    }
}
