import Glibc
import Kernel
import KernelWire
import NetworkModel

/// Facts of one process from /proc, pinned by pidfd.
public enum ProcessReader {
    /// Reads a process; nil once it has gone, and where it cannot be read.
    public static func read(_ pid: Int) -> Process? { try? look(at: pid) }

    static func look(at pid: Int) throws(SystemError) -> Process {
        guard let parsed = ProcStat(try Files.read("/proc/\(pid)/stat", limit: 4096)) else {
            throw SystemError("read /proc/\(pid)/stat", code: ESRCH)
        }
        let status = (try? Files.read("/proc/\(pid)/status", limit: 16384)).map { ProcStatus($0) }
        var process = Process(
            pid: pid, startTime: parsed.startTime, comm: parsed.comm, state: parsed.state, parent: parsed.parent,
            nspid: status?.nspid ?? [])
        process.uid = status?.uid
        process.fsuid = status?.fsuid
        process.credentials = status?.credentials
        process.isKernelThread = parsed.isKernelThread
        process.netns = namespaceInode(pid, "net").map(NetnsID.init)
        process.mountns = namespaceInode(pid, "mnt")
        process.pidns = namespaceInode(pid, "pid")
        process.userns = namespaceInode(pid, "user")
        if let cgroup = try? Files.read("/proc/\(pid)/cgroup", limit: 16384) {
            let file = CgroupFile(cgroup)
            process.cgroup = file.path
            process.container = file.container
            process.isFrozen = file.path.map { CensusReader.isFrozen($0) }
        }
        return process
    }

    /// Of a process that runs by other threads once its first one has ended.
    static func liveThread(of pid: Int) -> Int? {
        let tasks = ((try? Files.list("/proc/\(pid)/task")) ?? []).compactMap { Int($0) }.sorted()
        return tasks.first { task in
            guard let bytes = try? Files.read("/proc/\(pid)/task/\(task)/stat", limit: 4096), let stat = ProcStat(bytes)
            else { return false }
            return stat.state != "Z" && stat.state != "X"
        }
    }

    /// The process that a thread belongs to; nil for what is none.
    static func leader(ofThread tid: Int) -> Int? {
        guard let bytes = try? Files.read("/proc/\(tid)/status", limit: 16384), let tgid = ProcStatus(bytes).tgid,
            tgid != tid
        else { return nil }
        return tgid
    }

    /// /proc is what it should be.
    static var hasProc: Bool { (try? Files.status("/proc/self/stat")) != nil }

    /// Whether anybody has that number, whatever /proc shows.
    static func isThere(_ pid: Int) -> Bool {
        guard let number = pid_t(exactly: pid), number > 0 else { return false }
        return kill(number, 0) == 0 || errno == EPERM
    }

    /// Why /proc does not show all that there are; nil where nothing says so. With hidepid (proc(5)) the first process is
    /// there for kill(2) alone.
    static var blindness: (text: String, hint: String)? {
        guard hasProc else { return ("there is no /proc here", "mount -t proc proc /proc") }
        guard (try? Files.status("/proc/1")) == nil, isThere(1) else { return nil }
        return ("/proc does not show those of others (hidepid)", "run as root")
    }

    /// PROC_PID_INIT_INO (linux/proc_ns.h): the machine's first PID namespace. False where nobody can tell.
    static var isInInnerPIDNamespace: Bool {
        (try? Files.status("/proc/self/ns/pid")).map { $0.st_ino != 0xefff_fffc } ?? false
    }

    /// Threads that run in another network namespace than their leader.
    static func strayThreads(of pid: Int, leader: NetnsID) -> [Int: UInt64] {
        guard let tasks = try? Files.list("/proc/\(pid)/task"), tasks.count > 1 else { return [:] }
        var stray: [Int: UInt64] = [:]
        for task in tasks {
            guard let tid = Int(task), tid != pid, let inode = namespaceInode(pid, "net", thread: tid) else { continue }
            if inode != leader.inode { stray[tid] = inode }
        }
        return stray
    }

    /// The inode of a namespace link: stat follows it without opening anything.
    static func namespaceInode(_ pid: Int, _ kind: String, thread: Int? = nil) -> UInt64? {
        let path = thread.map { "/proc/\(pid)/task/\($0)/ns/\(kind)" } ?? "/proc/\(pid)/ns/\(kind)"
        return (try? Files.status(path)).map { UInt64($0.st_ino) }
    }

    /// The inode of the user namespace that numbers users and groups for us; nil without /proc.
    public static var ownUserns: UInt64? { (try? Files.status("/proc/self/ns/user")).map { UInt64($0.st_ino) } }

    /// All numbers in /proc.
    static func pids() throws(SystemError) -> [Int] { try Files.list("/proc").compactMap { Int($0) }.sorted() }

    /// The same where none are as good as those that nobody can tell.
    static func allPIDs() -> [Int] { (try? pids()) ?? [] }
}

extension ProcessReader {
    /// Absent for zombies and processes that have ended; unknown where we may not look.
    static func netns(of pid: Int) -> Observed<NetnsID> {
        do throws(SystemError) {
            return .known(NetnsID(inode: UInt64(try Files.status("/proc/\(pid)/ns/net").st_ino)))
        } catch {
            // A process that is just ending has no memory map to be judged by, and its files say EACCES.
            return error.isPermission && !isEnding(pid) ? .unknown(error.description) : .absent
        }
    }

    private static func isEnding(_ pid: Int) -> Bool {
        guard let bytes = try? Files.read("/proc/\(pid)/stat", limit: 4096), let stat = ProcStat(bytes) else {
            return true
        }
        return stat.state == "Z" || stat.state == "X"
    }

    static func comm(of pid: Int) -> String {
        (try? Files.read("/proc/\(pid)/comm", limit: 64)).map { bytes in
            String(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...], as: UTF8.self)
        } ?? "?"
    }
}
