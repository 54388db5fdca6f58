import Glibc
import Kernel
import KernelWire
import NetworkModel

/// Every network namespace of the machine, by everything that can hold one: processes, threads, nsfs mounts, open
/// descriptors. The kernel has no list of them.
struct NamespaceFinder {
    struct Found {
        /// A path of ours that opens the namespace.
        var path: String
        var names: [String] = []
        var paths: [String] = []
        var holders = Holders()
    }

    private(set) var found: [NetnsID: Found] = [:]
    private(set) var staleNames: [Snapshot.StaleName] = []
    /// Numbers of processes whose namespace we may not see.
    private(set) var hidden = 0
    /// Why part of the machine could not be searched, where neither its rights nor its end was the reason; nil where all was.
    private(set) var shortfall: String?

    /// Folders where people and runtimes name namespaces.
    private static let nameFolders = ["/run/netns", "/run/docker/netns"]

    /// Device number of nsfs, to know its inodes in /proc/PID/fd (the text of the link may lie).
    private let nsfsDevice: UInt64?

    init() {
        nsfsDevice = (try? Files.status("/proc/self/ns/net")).map { UInt64($0.st_dev) }
    }

    /// Named namespaces only: a few stat calls.
    mutating func findNamed() {
        for folder in Self.nameFolders {
            for name in (attempt { () throws(SystemError) in try Files.list(folder) } ?? []).sorted() {
                let path = "\(folder)/\(name)"
                guard let status = try? Files.status(path) else { continue }
                if UInt64(status.st_dev) == nsfsDevice {
                    add(NetnsID(inode: UInt64(status.st_ino)), path: path) {
                        $0.names.append(name)
                        $0.paths.append(path)
                        $0.holders.mounts.append(.init(path: path))
                    }
                } else if folder == "/run/netns", status.st_mode & S_IFMT == S_IFREG {
                    staleNames.append(
                        .init(path: path, reason: "a plain file, not a namespace: its bind mount is gone"))
                }
            }
        }
    }

    /// Processes by namespace: one stat for each.
    mutating func findProcesses() {
        for pid in pids() {
            switch ProcessReader.netns(of: pid) {
            case .known(let id):
                let comm = ProcessReader.comm(of: pid)
                add(id, path: "/proc/\(pid)/ns/net") { $0.holders.processes.append(.init(pid: pid, comm: comm)) }
            case .unknown: hidden += 1
            case .absent: break
            }
        }
    }

    /// What holds namespaces beside processes: threads that strayed, descriptors, mounts in any mount namespace.
    mutating func findOtherHolders() {
        var mountNamespaces: Set<UInt64> = []
        for pid in [HostRoot.witness, Int(getpid())] {
            if let mountns = ProcessReader.namespaceInode(pid, "mnt") { mountNamespaces.insert(mountns) }
        }
        findMounts(of: HostRoot.witness, isOwn: true)
        for pid in pids() {
            guard case .known(let leader) = ProcessReader.netns(of: pid) else { continue }
            let comm = ProcessReader.comm(of: pid)
            for (tid, inode) in ProcessReader.strayThreads(of: pid, leader: leader) {
                add(NetnsID(inode: inode), path: "/proc/\(pid)/task/\(tid)/ns/net") {
                    $0.holders.threads.append(.init(pid: tid, comm: comm))
                }
            }
            findDescriptors(of: pid, comm: comm)
            if let mountns = ProcessReader.namespaceInode(pid, "mnt"), mountNamespaces.insert(mountns).inserted {
                findMounts(of: pid, isOwn: false)
            }
        }
    }

    private mutating func findDescriptors(of pid: Int, comm: String) {
        // Our own handles hold nothing that would stay.
        guard pid != Int(getpid()),
            let numbers = attempt({ () throws(SystemError) in try Files.list("/proc/\(pid)/fd") })
        else { return }
        for number in numbers {
            guard let fd = Int(number), let status = try? Files.status("/proc/\(pid)/fd/\(fd)"),
                UInt64(status.st_dev) == nsfsDevice
            else { continue }
            let path = "/proc/\(pid)/fd/\(fd)"
            let id = NetnsID(inode: UInt64(status.st_ino))
            // nsfs serves all kinds of namespaces; a handle tells them apart.
            guard found[id] != nil || (try? NamespaceHandle(path: path)) != nil else { continue }
            add(id, path: path) { $0.holders.descriptors.append(.init(pid: pid, comm: comm, fd: fd)) }
        }
    }

    private mutating func findMounts(of pid: Int, isOwn: Bool) {
        let read = { () throws(SystemError) in try Files.read("/proc/\(pid)/mountinfo", limit: 4 << 20) }
        guard let text = attempt(read) else { return }
        for mount in NsfsMount.all(inMountinfo: text) where mount.kind == "net" {
            let id = NetnsID(inode: mount.inode)
            let path = isOwn ? mount.path : "/proc/\(pid)/root\(mount.path)"
            add(id, path: path) {
                guard !$0.holders.mounts.contains(where: { $0.path == mount.path }) else { return }
                $0.holders.mounts.append(.init(path: mount.path, seenBy: isOwn ? nil : pid))
                if isOwn { $0.paths.append(mount.path) }
            }
        }
    }

    private mutating func pids() -> [Int] {
        attempt { () throws(SystemError) in try ProcessReader.pids() } ?? []
    }

    /// Nil where it failed, which is noted unless what was asked for is not there or not for us.
    mutating func attempt<Value>(_ body: () throws(SystemError) -> Value) -> Value? {
        do throws(SystemError) {
            return try body()
        } catch {
            if !error.isGone && !error.isPermission { shortfall = shortfall ?? error.description }
            return nil
        }
    }

    private mutating func add(_ id: NetnsID, path: String, _ change: (inout Found) -> Void) {
        change(&found[id, default: Found(path: path)])
    }
}
