import Collectors
import NetworkModel
import TerminalText

/// Which target a command is about, and how it is found on this machine.
enum TargetWords {
    case pid(Int, inode: UInt64?)
    case netns(String)
    case container(String)
    case pod(String)
    case unit(String)
    case vm(String)
    case iface(String)
    case node

    /// `pid 4321`, `netns red`, `container web`, `iface veth0`, `node`: targets as words, for checklist and query.
    init(_ words: [String]) throws(Failure) {
        switch (words.first, words.count) {
        case ("node", 1): self = .node
        case ("pid", 2): self = try TargetWords(pid: words[1])
        case ("netns", 2): self = .netns(words[1])
        case ("container", 2): self = .container(words[1])
        case ("pod", 2): self = .pod(words[1])
        case ("unit", 2): self = .unit(words[1])
        case ("vm", 2): self = .vm(words[1])
        case ("iface", 2): self = .iface(words[1])
        default:
            throw Failure(
                .usage,
                "a target is: pid PID, netns NAME, container NAME, pod NAMESPACE/NAME, unit NAME, vm NAME, iface NAME, or node",
                hint: words.first.flatMap { Self.hint(for: $0, words.count) })
        }
    }

    private static func hint(for word: String, _ count: Int) -> String? {
        if count == 1, !word.isEmpty, word.allSatisfy(\.isNumber) { return "did you mean 'pid \(word)'?" }
        return Suggestion.hint(for: word, among: Target.Kind.allCases.map(\.rawValue))
    }

    /// `4321` or, as util-linux writes it, `4321:INODE`.
    init(pid text: String) throws(Failure) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let pid = Int(parts[0]), pid > 0, pid <= 4_194_304 else {
            throw Failure(.usage, "'\(text)' is no process number")
        }
        var inode: UInt64?
        if parts.count == 2 {
            guard let number = UInt64(parts[1]) else { throw Failure(.usage, "'\(text)' is not PID:INODE") }
            inode = number
        }
        self = .pid(pid, inode: inode)
    }

    /// Points a live collector at the target.
    ///
    /// - Parameter keepsAll: of a whole node also what no check reads, such as its firewall: for a snapshot, of which
    ///   nobody knows what it will be asked.
    func aim(_ collector: Collector, keepsAll: Bool = false) throws(Failure) {
        do throws(TargetError) {
            switch self {
            case .pid(let pid, let inode): collector.aim(at: try TargetResolver.pid(pid, expecting: inode))
            case .netns(let name): collector.aim(at: try TargetResolver.netns(name))
            case .container(let name): collector.aim(at: try TargetResolver.container(name))
            case .pod(let name): collector.aim(at: try TargetResolver.pod(name))
            case .unit(let name): collector.aim(at: try TargetResolver.unit(name))
            case .vm(let name): collector.aim(at: try TargetResolver.machine(name))
            case .iface(let name): collector.aim(at: try TargetResolver.iface(name, collector))
            case .node:
                collector.aim(at: FoundTarget(target: Target(kind: .node, spelling: "node")))
                collector.collectNode(Need.Fact.allCases.filter { keepsAll || $0 != .ruleset })
            }
        } catch {
            let status: ExitStatus =
                switch error.kind {
                case .notFound: .notFound
                case .noPermission: .noPermission
                case .unreadable: .unknown
                }
            throw Failure(status, error.message, hint: error.hint)
        }
    }

    /// Points a saved snapshot at the target, as far as it holds it.
    func aim(_ snapshot: inout Snapshot) throws(Failure) {
        let missing = Failure(.notFound, "the snapshot does not hold this target")
        switch self {
        case .node: snapshot.target = Target(kind: .node, spelling: "node")
        case .pid(let pid, _):
            if snapshot.target?.pid == pid { return }
            let holder = snapshot.namespaces.values.first { $0.holders?.processes.contains { $0.pid == pid } ?? false }
            guard let id = snapshot.processes[pid]?.netns ?? holder?.id else { throw missing }
            var target = Target(kind: .pid, spelling: String(pid))
            target.pid = pid
            target.netns = id
            snapshot.target = target
        case .netns(let name):
            let found = snapshot.namespaces.values.first {
                $0.names.contains(name) || String($0.id.inode) == name || $0.paths.contains(name)
            }
            guard let found else { throw missing }
            if snapshot.target?.kind == .netns, snapshot.target?.netns == found.id { return }
            var target = Target(kind: .netns, spelling: name)
            target.netns = found.id
            snapshot.target = target
        case .container, .pod, .unit, .vm, .iface:
            guard snapshot.target?.spelling == spelling else { throw missing }
        }
    }

    private var spelling: String {
        switch self {
        case .pid(let pid, _): String(pid)
        case .netns(let name), .container(let name), .pod(let name), .unit(let name), .vm(let name), .iface(let name):
            name
        case .node: "node"
        }
    }
}
