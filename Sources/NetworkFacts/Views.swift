import Addresses
import Analysis
import CEL
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery
import TerminalText
import Topology

// What fact tables read: an object of the snapshot together with the analysis that it was seen in.

/// A namespace as expressions see it.
struct NetnsView: Sendable {
    let analysis: TargetAnalysis
    let id: NetnsID
    /// Whom a sentence means where that is not the namespace itself: a virtual machine that it is the host of.
    var alias: String?

    var namespace: Namespace? { analysis.query.namespace(id) }

    /// What a person would call it.
    var label: String {
        if let alias { return alias }
        if let name = namespace?.names.first { return name }
        if let target = analysis.query.snapshot.target, target.netns == id, let pid = target.pid,
            namespace?.isOwn != true
        {
            return "the namespace of pid \(pid)"
        }
        return namespace?.isOwn == true ? "the host" : "netns \(id)"
    }

    /// Prefix that runs a command inside; empty where one already is.
    var enter: String {
        if namespace?.isOwn == true { return "" }
        let named = namespace?.names.first { namespace?.paths.contains("/run/netns/\($0)") ?? false }
        if let named { return "ip netns exec \(ShellQuoting.quoted(named)) " }
        if let pid = holderPID { return "nsenter -t \(pid) -n " }
        if let path = namespace?.paths.first { return "nsenter --net=\(ShellQuoting.quoted(path)) " }
        return "nsenter -t PID -n "
    }

    private var holderPID: Int? {
        let snapshot = analysis.query.snapshot
        if let target = snapshot.target, target.netns == id, let pid = target.pid { return pid }
        return namespace?.holders?.processes.first?.pid ?? snapshot.processes.values.first { $0.netns == id }?.pid
    }
}

/// A link as expressions see it.
final class LinkView: Sendable {
    let analysis: TargetAnalysis
    let ref: LinkRef
    let link: Link

    init(analysis: TargetAnalysis, ref: LinkRef, link: Link) {
        self.analysis = analysis
        self.ref = ref
        self.link = link
    }

    var netns: NetnsView { NetnsView(analysis: analysis, id: ref.netns) }
}

/// Any inferred object with its analysis.
struct View<Object: Sendable>: Sendable {
    let analysis: TargetAnalysis
    let object: Object

    init(_ object: Object, in analysis: TargetAnalysis) {
        self.analysis = analysis
        self.object = object
    }

    func netns(_ id: NetnsID) -> CELValue { FactTables.netns.value(NetnsView(analysis: analysis, id: id)) }

    /// Whose packet a question is about: the virtual machine's, or the namespace's own.
    func subject(_ id: NetnsID, of flow: PathFlow) -> CELValue {
        let guest = analysis.guest(asking: flow)
        return FactTables.netns.value(NetnsView(analysis: analysis, id: id, alias: guest?.words))
    }

    func link(_ ref: LinkRef, _ link: Link) -> CELValue {
        FactTables.link.value(LinkView(analysis: analysis, ref: ref, link: link))
    }

    func link(_ ref: LinkRef) -> CELValue? { CELValue.observed(analysis.query.link(ref)) { link(ref, $0) } }
}

extension CELValue {
    static func number(_ value: some BinaryInteger) -> CELValue { .int(Int64(clamping: value)) }
    static func strings(_ values: some Sequence<String>) -> CELValue { .list(values.map { .string($0) }) }
    static func inodes(_ ids: some Sequence<NetnsID>) -> CELValue { .list(ids.map { .int(Int64(clamping: $0.inode)) }) }

    /// Known, absent (nil) or unknown with its reason.
    static func observed<Value>(_ fact: Observed<Value>, _ make: (Value) -> CELValue?) -> CELValue? {
        switch fact {
        case .known(let value): make(value)
        case .absent: nil
        case .unknown(let reason): .unknown(because: reason)
        }
    }
}

/// The tables, one file each. A fact is added by adding a line to its table.
enum FactTables {}
