/// A process as far as a diagnosis needs it. Numbers are those of our own PID namespace.
public struct Process: Hashable, Sendable, Codable {
    public var pid: Int
    /// Field 22 of /proc/PID/stat, clock ticks since boot: with `pid` the identity of a process.
    public var startTime: UInt64
    /// TASK_COMM_LEN bytes that the process chose itself. Hostile.
    public var comm: String
    /// Field 3 of /proc/PID/stat: R S D Z T …
    public var state: String
    public var parent: Int
    /// The process's number in each PID namespace from ours inwards, NSpid of /proc/PID/status.
    public var nspid: [Int]
    /// Inodes of the namespaces it runs in; nil where unreadable.
    public var netns: NetnsID?
    public var mountns: UInt64?
    public var pidns: UInt64?
    public var userns: UInt64?
    /// Threads whose network namespace differs from the leader's: thread id → inode.
    public var strayThreads: [Int: UInt64] = [:]
    public var cgroup: String?
    public var container: Container?
    public var uid: Int?
    /// Its sockets belong to that one, as our own user namespace numbers users.
    public var fsuid: Int?
    /// What it may do; nil where nobody has looked.
    public var credentials: Credentials?
    /// The freezer of its cgroup holds it; nil where nobody has looked.
    public var isFrozen: Bool?
    /// PF_KTHREAD: a thread of the kernel's own, which has no network of its own.
    public var isKernelThread = false

    public init(pid: Int, startTime: UInt64, comm: String, state: String, parent: Int, nspid: [Int]) {
        self.pid = pid
        self.startTime = startTime
        self.comm = comm
        self.state = state
        self.parent = parent
        self.nspid = nspid
    }
}

/// A container, as its cgroup path gives it away.
public struct Container: Hashable, Sendable, Codable {
    public var id: String
    /// `docker`, `containerd`, `cri-o`, `podman`, … nil where the path does not say.
    public var runtime: String?
    /// Kubernetes pod uid, where the path has one.
    public var podUid: String?
    /// What people call it; nil where no file says.
    public var label: ContainerLabel?

    public init(id: String, runtime: String?, podUid: String? = nil) {
        self.id = id
        self.runtime = runtime
        self.podUid = podUid
    }
}
