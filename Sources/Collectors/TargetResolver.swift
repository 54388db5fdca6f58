import Glibc
import Kernel
import KernelWire
import NetworkModel

/// A target that was found: what the user meant, and the namespace held open.
public struct FoundTarget {
    public var target: Target
    public var process: NetworkModel.Process?
    public var handle: NamespaceHandle?

    public init(target: Target, process: NetworkModel.Process? = nil, handle: NamespaceHandle? = nil) {
        self.target = target
        self.process = process
        self.handle = handle
    }
}

/// Why a target could not be diagnosed, in a sentence a person can act on.
public struct TargetError: Error {
    public enum Kind: Sendable {
        case notFound, noPermission
        /// A look failed for another reason than that: whether the target is there is not known.
        case unreadable
    }

    public var kind: Kind
    public var message: String
    public var hint: String?

    init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    init(_ error: SystemError, _ message: String) {
        let kind: Kind = error.isPermission ? .noPermission : error.isGone ? .notFound : .unreadable
        self.init(kind, "\(message): \(error)", hint: error.hint)
    }
}

/// From what the user typed to a namespace.
public enum TargetResolver {
    public static func pid(_ pid: Int, expecting inode: UInt64? = nil) throws(TargetError) -> FoundTarget {
        var target = Target(kind: .pid, spelling: String(pid))
        target.pid = pid
        let handle: ProcessHandle
        do throws(SystemError) {
            handle = try ProcessHandle(pid: pid)
        } catch {
            throw unseen(pid, error)
        }
        var process: Process
        do throws(SystemError) {
            process = try ProcessReader.look(at: pid)
        } catch {
            throw unseen(pid, error)
        }
        guard !process.state.isEmpty, process.state != "Z", process.state != "X" else {
            if let thread = ProcessReader.liveThread(of: pid) {
                throw TargetError(
                    .notFound, "the first thread of process \(pid) has ended, and its thread \(thread) runs on",
                    hint: "nsdoctor netns /proc/\(pid)/task/\(thread)/ns/net")
            }
            throw TargetError(
                .notFound,
                "process \(pid) has exited and waits to be reaped by its parent \(process.parent): it has no namespace any more",
                hint: "diagnose the parent (nsdoctor pid \(process.parent)) or the container's other processes")
        }
        guard !process.isKernelThread else {
            throw TargetError(.notFound, "process \(pid) is a kernel thread: it has no network of its own")
        }
        let netns: NamespaceHandle
        do throws(SystemError) {
            netns = try NamespaceHandle(path: "/proc/\(pid)/ns/net")
        } catch {
            if error.isGone { throw TargetError(.notFound, ended(pid)) }
            throw TargetError(error, "the network namespace of process \(pid) cannot be opened")
        }
        // Whatever was read belongs to this process only if it is still the same one.
        let again: Process
        do throws(SystemError) {
            again = try ProcessReader.look(at: pid)
        } catch {
            throw error.isGone ? TargetError(.notFound, ended(pid)) : unseen(pid, error)
        }
        guard handle.isAlive, again.startTime == process.startTime else { throw TargetError(.notFound, ended(pid)) }
        if let inode, inode != netns.id.inode {
            throw TargetError(
                .notFound,
                "process \(pid) is in network namespace \(netns.id), not in \(inode): the number was used again")
        }
        process.netns = netns.id
        process.strayThreads = ProcessReader.strayThreads(of: pid, leader: netns.id)
        target.netns = netns.id
        if netns.id == ownNetns { target.innerPids = innerProcesses(numbered: pid, except: pid) }
        return FoundTarget(target: target, process: process, handle: netns)
    }

    /// A name under /run/netns, a path, or an inode number.
    public static func netns(_ spelling: String) throws(TargetError) -> FoundTarget {
        var target = Target(kind: .netns, spelling: spelling)
        let handle = try spelling.contains("/") ? open(path: spelling, spelling) : named(spelling)
        target.netns = handle.id
        return FoundTarget(target: target, process: nil, handle: handle)
    }

    private static func named(_ name: String) throws(TargetError) -> NamespaceHandle {
        for folder in ["/run/netns", "/run/docker/netns"] where name != "." && name != ".." {
            let path = "\(folder)/\(name)"
            if (try? Files.status(path)) != nil { return try open(path: path, name) }
        }
        let digits = name.hasPrefix("net:[") && name.hasSuffix("]") ? name.dropFirst(5).dropLast() : name[...]
        if let inode = UInt64(digits) {
            var finder = NamespaceFinder()
            finder.findNamed()
            finder.findProcesses()
            if finder.found[NetnsID(inode: inode)] == nil { finder.findOtherHolders() }
            if let found = finder.found[NetnsID(inode: inode)] { return try open(path: found.path, name) }
            throw TargetError(
                .notFound,
                "no network namespace with inode \(inode) is held by a process, name, mount or descriptor that we can see"
            )
        }
        var finder = NamespaceFinder()
        finder.findNamed()
        let names = finder.found.values.flatMap(\.names).sorted()
        throw TargetError(
            .notFound, "no network namespace is named \(name)",
            hint: names.isEmpty
                ? "nsdoctor list shows all namespaces" : "there are: " + names.prefix(12).joined(separator: ", "))
    }

    private static func open(path: String, _ spelling: String) throws(TargetError) -> NamespaceHandle {
        do throws(SystemError) {
            return try NamespaceHandle(path: path)
        } catch {
            if error.code == ENOTTY {
                // Only what ip(8) made is a name that was left over; any other file is somebody's own.
                guard ["/run/netns/", "/var/run/netns/"].contains(where: path.hasPrefix), !path.contains("/..") else {
                    throw TargetError(.notFound, "\(path) is no network namespace")
                }
                throw TargetError(
                    .notFound,
                    "\(path) is a plain file, not a network namespace: what was mounted on it is gone (netns-name-stale)",
                    hint: "rm \(path)")
            }
            throw TargetError(error, "network namespace \(spelling) cannot be opened")
        }
    }

    private static var ownNetns: NetnsID? {
        (try? Files.status("/proc/self/ns/net")).map { NetnsID(inode: UInt64($0.st_ino)) }
    }

    private static func ended(_ pid: Int) -> String { "process \(pid) ended while we looked at it" }

    /// What cannot be opened or read: it is not there, is a thread, or we may not or cannot look.
    private static func unseen(_ pid: Int, _ error: SystemError) -> TargetError {
        if let leader = ProcessReader.leader(ofThread: pid) {
            return TargetError(
                .notFound, "\(pid) is a thread of process \(leader) (\(ProcessReader.comm(of: leader)))",
                hint: "nsdoctor pid \(leader)")
        }
        guard ProcessReader.hasProc else {
            return TargetError(
                .unreadable, "there is no /proc here, so that no process can be looked at",
                hint: "mount -t proc proc /proc")
        }
        // Signals and pidfds know processes that /proc does not show us.
        if error.isGone, ProcessReader.isThere(pid) {
            return TargetError(
                .noPermission, "process \(pid) is there, and /proc does not show it: it is mounted with hidepid",
                hint: SystemError("/proc", code: EPERM).hint)
        }
        // pidfd_open: EINVAL for numbers that no process can have.
        guard error.isGone || error.code == EINVAL else {
            return TargetError(error, "process \(pid) cannot be looked at")
        }
        return noSuchProcess(pid)
    }

    private static func noSuchProcess(_ pid: Int) -> TargetError {
        let inner = innerProcesses(numbered: pid, except: nil)
        guard !inner.isEmpty else {
            let isInner = ProcessReader.isInInnerPIDNamespace
            return TargetError(
                .notFound, "there is no process \(pid)" + (isInner ? " in this PID namespace" : ""),
                hint: isInner
                    ? "numbers are those of the PID namespace that nsdoctor runs in, which is not the machine's" : nil)
        }
        let list = inner.prefix(8).map { "\($0.pid) (\($0.comm))" }.joined(separator: ", ")
        return TargetError(
            .notFound,
            "there is no process \(pid) here, but \(pid) is the inner number of \(inner.count == 1 ? "process" : "processes") \(list)",
            hint: "nsdoctor pid \(inner[0].pid)")
    }

    /// Processes that are `number` in a PID namespace of their own.
    static func innerProcesses(numbered number: Int, except: Int?) -> [Target.InnerPID] {
        ProcessReader.allPIDs().compactMap { pid in
            guard pid != except, let text = try? Files.read("/proc/\(pid)/status", limit: 16384),
                case let status = ProcStatus(text), status.nspid.count > 1, status.nspid.last == number
            else { return nil }
            return Target.InnerPID(
                pid: pid, comm: ProcessReader.comm(of: pid), nspid: status.nspid,
                netns: ProcessReader.namespaceInode(pid, "net").map(NetnsID.init))
        }
    }
}

extension TargetResolver {
    /// The namespace at the other end of a link of ours.
    public static func iface(_ name: String, _ collector: Collector) throws(TargetError) -> FoundTarget {
        guard let own = collector.snapshot.namespaces.values.first(where: \.isOwn) else {
            throw TargetError(.noPermission, "our own network namespace cannot be read")
        }
        let link = { (name: String) -> Link? in
            collector.answer([.linkNamed(own.id, ifname: name)])
            return collector.snapshot.namespaces[own.id]?.links.rows.first { $0.ifname == name }
        }
        guard let link = link(name) else {
            // As ip(8) shows a link with its other end: `eth0@if5`. A name may have an @ of its own.
            if let at = name.lastIndex(of: "@"), link(String(name[..<at])) != nil {
                return try iface(String(name[..<at]), collector)
            }
            throw TargetError(.notFound, "there is no interface \(name) here", hint: "ip -br link lists them")
        }
        guard link.infoKind == "veth" || link.infoKind == "netkit" else {
            throw TargetError(
                .notFound, "\(name) is no veth (\(link.infoKind ?? "hardware")): it has no other end in a namespace",
                hint: "nsdoctor netns /proc/self/ns/net diagnoses the namespace that it is in")
        }
        var target = Target(kind: .iface, spelling: name)
        target.ifname = name
        if let nsid = link.linkNetnsid {
            collector.answer([.peerNamespace(own.id, nsid: nsid)])
            guard let peer = collector.snapshot.namespaces[own.id]?.nsids[nsid] else {
                let reason = collector.snapshot.namespaces[own.id]?.lostNsids[nsid] ?? "it was not found"
                throw TargetError(
                    .notFound, "the other end of \(name) is in a namespace with nsid \(nsid), but \(reason)",
                    hint: "run as root in the node's own PID namespace")
            }
            target.netns = peer
        } else {
            target.netns = own.id
        }
        return FoundTarget(target: target, process: nil, handle: nil)
    }
}
