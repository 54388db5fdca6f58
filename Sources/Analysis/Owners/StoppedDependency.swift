import NetworkModel
import PacketTrace
import SnapshotQuery

/// A process that does not run, and what waits for it.
public struct StoppedDependency: Sendable {
    public enum Role: String, Sendable {
        /// It is what the diagnosis was asked about.
        case target
        /// It has the socket that a packet gets to.
        case server
        /// It has the tun or tap device open that a packet is handed to.
        case reader
    }

    public let process: StoppedProcess
    public let role: Role
    /// Where its socket or its device is.
    public let netns: NetnsID
    /// `udp port 53`, or the device's name; empty for the target.
    public let object: String
    /// The packet that nobody takes; nil for the target.
    public let path: AskedPath?
    /// Others that wait for the same: whoever stopped one of them, or froze its cgroup, did so to all.
    public var others: [StoppedDependency] = []

    /// This one first.
    public var all: [StoppedDependency] { [self] + others }

    /// One step makes both go on. Each debugger is asked by itself.
    fileprivate func goesOn(with other: StoppedDependency) -> Bool {
        let (mine, theirs) = (process, other.process)
        guard mine.netns != nil, mine.netns == theirs.netns, mine.cause == theirs.cause else { return false }
        return switch mine.cause {
        case .signal: true
        case .freezer: mine.cgroup == theirs.cgroup
        case .debugger: false
        }
    }
}

extension TargetAnalysis {
    /// The target itself, and whoever should take packets that it needs an answer to. A process is named once, and
    /// those that were stopped together stand together.
    func findStoppedProcesses() -> Observed<[StoppedDependency]> {
        var found: [StoppedDependency] = []
        if let target = stoppedTarget { found.append(target) }
        let taken = asked.filter { isTaken($0) }
        guard !taken.isEmpty else { return .known(found) }
        switch query.census() {
        case .known(let census) where !census.stopped.isEmpty:
            for path in taken {
                guard let hit = stopped(path, census.stopped) else { continue }
                guard !found.contains(where: { $0.all.contains { $0.process.pid == hit.process.pid } }) else {
                    continue
                }
                if let first = found.firstIndex(where: { $0.goesOn(with: hit) }) {
                    found[first].others.append(hit)
                } else {
                    found.append(hit)
                }
            }
        case .known, .absent: break
        // Where it was not read, as in older snapshots, nothing speaks for it.
        case .unknown: break
        }
        return .known(found)
    }

    /// Whether a packet, or the answer to it, ends at a process that does not run.
    func isTakenByNobody(_ path: AskedPath) -> Bool {
        (stoppedProcesses.value ?? []).flatMap(\.all).contains { hit in
            hit.path?.question == path.question && hit.path?.answer.flow == path.answer.flow
                && hit.path?.subject == path.subject
        }
    }

    private var stoppedTarget: StoppedDependency? {
        guard let pid = query.snapshot.target?.pid, let process = query.snapshot.processes[pid],
            let netns = query.snapshot.target?.netns
        else { return nil }
        let cause = StoppedProcess.Cause(state: process.state) ?? (process.isFrozen == true ? .freezer : nil)
        guard let cause else { return nil }
        var stopped = StoppedProcess(pid: pid, comm: process.comm, cause: cause)
        stopped.netns = process.netns
        stopped.cgroup = process.cgroup
        return StoppedDependency(process: stopped, role: .target, netns: netns, object: "", path: nil)
    }

    /// A process of this machine should take it, and somebody needs that.
    private func isTaken(_ path: AskedPath) -> Bool {
        switch path.question {
        case .to, .stuck, .flow, .nameserver, .stubResolver, .upstream, .published, .service, .outside, .outsidePing,
            .tun:
            break
        default: return false
        }
        guard let way = path.way, path.stopped == nil else { return false }
        return !way.forward.listeners.isEmpty
            || ([way.forward] + way.replies).contains { $0.disposition == .handedToProcess }
    }

    private func stopped(_ path: AskedPath, _ processes: [StoppedProcess]) -> StoppedDependency? {
        guard let way = path.way else { return nil }
        if let socket = way.forward.listeners.first, let hit = holder(of: socket, in: way.forward.netns, processes) {
            return StoppedDependency(
                process: hit, role: .server, netns: way.forward.netns, object: "\(socket.proto) port \(socket.sport)",
                path: path)
        }
        for trace in [way.forward] + way.replies where trace.disposition == .handedToProcess {
            guard let hop = trace.hops.last(where: { $0.link != nil }), let name = hop.linkName else { continue }
            // By name alone no device can be told from one of the same name elsewhere.
            let hit = processes.first { $0.tuns.contains(name) && $0.netns == hop.netns }
            guard let hit else { continue }
            return StoppedDependency(process: hit, role: .reader, netns: hop.netns, object: name, path: path)
        }
        return nil
    }

    /// Workers share a socket: one of them that runs is enough.
    private func holder(of socket: Socket, in id: NetnsID, _ processes: [StoppedProcess]) -> StoppedProcess? {
        guard let hit = processes.first(where: { $0.sockets.contains(Int(socket.inode)) }),
            let owners = query.owners(of: socket, in: id).value
        else { return nil }
        let stopped = Set(processes.map(\.pid))
        return owners.allSatisfy { stopped.contains($0.pid) } ? hit : nil
    }
}
