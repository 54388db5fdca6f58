import Diagnosis
import JSON
import NetworkModel
import PacketTrace

/// What `nsdoctor path` prints: the answer, with names for the namespaces on the way.
public struct PathDocument: Sendable {
    public static let schema = "nsdoctor.path/1"

    public var tool: String
    public var host: Snapshot.Host
    public var startedAt: String
    public var paths: [PathReport]
    public var namespaces: [UInt64: [String]]
    /// The namespace of the machine itself.
    public var ownNetns: UInt64?
    /// The flow works, does not, or nobody can tell; where chance decides it is a warning.
    public var verdict: Verdict

    public init(_ answer: PathAnswer, in snapshot: Snapshot, tool: String) {
        self.tool = tool
        host = snapshot.host
        startedAt = snapshot.startedAt
        paths = PathReport.all(answer, question: "path")
        let met = Set(paths.flatMap { $0.forward.hops + ($0.reply?.hops ?? []) }.map(\.netns))
        let stops = Set(paths.flatMap { [$0.forward.stoppedBy?.netns, $0.reply?.stoppedBy?.netns] }.compactMap { $0 })
        namespaces = [:]
        for namespace in snapshot.namespaces.values where met.union(stops).contains(namespace.id.inode) {
            var names = namespace.names
            if names.isEmpty,
                let process = namespace.holders?.processes.first ?? Self.process(in: namespace.id, snapshot)
            {
                names = [process.comm]
            }
            namespaces[namespace.id.inode] = names
        }
        ownNetns = snapshot.ownNetns?.inode
        verdict = Verdict(answer)
    }

    /// Of what is known already.
    init(
        tool: String, host: Snapshot.Host, startedAt: String, paths: [PathReport], namespaces: [UInt64: [String]],
        ownNetns: UInt64?, verdict: Verdict
    ) {
        (self.tool, self.host, self.startedAt) = (tool, host, startedAt)
        (self.paths, self.namespaces, self.ownNetns) = (paths, namespaces, ownNetns)
        self.verdict = verdict
    }

    private static func process(in id: NetnsID, _ snapshot: Snapshot) -> Holders.Member? {
        snapshot.processes.values.first { $0.netns == id }.map { Holders.Member(pid: $0.pid, comm: $0.comm) }
    }

    public var json: JSONValue {
        [
            "schema": .string(Self.schema), "tool": ["name": "nsdoctor", "version": .string(tool)],
            "started_at": .string(startedAt), "host": ["name": .string(host.name), "kernel": .string(host.kernel)],
            "namespaces": .array(
                namespaces.sorted { $0.key < $1.key }.map { ["inode": .uint($0.key), "names": JSONValue($0.value)] }),
            "paths": .array(paths.map(\.json)),
        ]
    }

    /// `red`, `this host`, or the inode.
    func name(_ inode: UInt64) -> String {
        if let name = namespaces[inode]?.first { return name }
        return inode == ownNetns ? "host" : "netns \(inode)"
    }
}

extension Verdict {
    fileprivate init(_ answer: PathAnswer) {
        let results = answer.traces.map(\.disposition)
        if results.contains(where: { !$0.isSuccess && $0 != .unknown }) {
            self = results.allSatisfy({ !$0.isSuccess }) ? .crit : .warn
        } else {
            self = results.contains(.unknown) ? .unknown : .ok
        }
    }
}
