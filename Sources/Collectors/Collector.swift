import Addresses
import Glibc
import Kernel
import KernelWire
import NetworkModel

/// Answers needs by growing a snapshot. The only thing that a live diagnosis has and a replayed one lacks.
public final class Collector {
    public private(set) var snapshot: Snapshot
    private var handles: [NetnsID: NamespaceHandle] = [:]
    private var sessions: [NetnsID: NamespaceSession] = [:]
    private var finder: NamespaceFinder?
    private lazy var names = NamespaceNames()
    /// Beyond it nothing more is read.
    public let patience: Patience
    /// What has a name, looked up once: a node with a thousand pods has a thousand names.
    private lazy var named: NamespaceFinder = {
        var finder = NamespaceFinder()
        finder.findNamed()
        return finder
    }()

    public init(tool: String, startedAt: String, host: Snapshot.Host, patience: Patience = Patience()) {
        self.patience = patience
        snapshot = Snapshot(tool: tool, startedAt: startedAt, host: host)
        if let own = try? NamespaceHandle(path: "/proc/self/ns/net") {
            hold(own)
            snapshot.namespaces[own.id]?.isOwn = true
        }
    }

    /// Takes note of what the user asked about.
    public func aim(at found: FoundTarget) {
        snapshot.target = found.target
        if let process = found.process { snapshot.processes[process.pid] = process }
        if let handle = found.handle { hold(handle) }
        nameNamespaces()
    }

    /// Takes note of destinations that the user wants to know about, beside the questions that are asked anyway.
    public func ask(about destinations: [Destination]) {
        snapshot.target?.destinations = destinations.isEmpty ? nil : destinations
    }

    /// Fetches what is needed. What cannot be had becomes a gap in the table that was asked for, so that asking again
    /// is pointless and the pure side sees why.
    public func answer(_ needs: Set<Need>) {
        var byNamespace: [NetnsID: [Need]] = [:]
        for need in needs {
            if hasEnded { return }
            switch need {
            case .peerNamespace(let id, let nsid): findPeer(of: id, nsid: nsid)
            case .program(let id): readProgram(id)
            case .cgroupPrograms(let pid):
                snapshot.cgroupPrograms = (snapshot.cgroupPrograms ?? [:]).merging([pid: CgroupReader.read(pid)]) { $1 }
            case .holders: findHolders()
            case .namespaces: openEverything()
            case .socketOwners(let id): snapshot.namespaces[id]?.socketOwners = SocketOwners.find(in: id)
            case .census: snapshot.census = CensusReader.read()
            case .hostFact(let fact):
                var facts = snapshot.hostFacts ?? HostFacts()
                HostFactReader.read(fact, into: &facts)
                snapshot.hostFacts = facts
            case .resolver(let pid): snapshot.resolvers[pid] = ResolverReader.read(process: pid)
            case .namedResolver(let id):
                let names = (snapshot.namespaces[id]?.names ?? []).filter { name in
                    snapshot.namespaces[id]?.paths.contains("/run/netns/\(name)") ?? false
                }
                snapshot.namespaces[id]?.resolver = ResolverReader.read(names: names)
            default:
                if let id = need.netns { byNamespace[id, default: []].append(need) }
            }
        }
        visit(byNamespace)
        for (id, needs) in byNamespace { answer(needs, in: id) }
    }

    /// Nothing more is to be read, which the snapshot says from then on: asked only by who would read more.
    public var hasEnded: Bool {
        guard patience.check() != nil else { return false }
        note(patience.gap(of: "what was not read by then"))
        return true
    }

    /// Goes inside for what cannot be had through sockets that are open.
    private func visit(_ needs: [NetnsID: [Need]]) {
        let visits = needs.compactMap { id, needs -> NamespaceVisit? in
            guard let handle = handles[id], let namespace = snapshot.namespaces[id] else {
                snapshot.namespaces[id]?.markUnreadable("namespace \(id) is not open")
                return nil
            }
            var visit = NamespaceVisit(handle: handle, isOwn: namespace.isOwn, knownXtables: namespace.xtables)
            for need in needs {
                switch need {
                case .sysctl(_, let name): visit.sysctls.append(name)
                case .procNet(_, let file): visit.files.append(file)
                case .traffic(_, let ifindex):
                    visit.links.append(ifindex)
                    visit.opensSession = sessions[id] == nil
                case .xfrm: visit.readsXfrm = true
                case .wireguard(_, let ifindex): visit.wireguards.append(ifindex)
                case .xtables(_, let family): visit.xtables[family, default: []] += []
                case .xtable(_, let family, let name): visit.xtables[family, default: []].append(name)
                default: visit.opensSession = sessions[id] == nil
                }
            }
            return visit
        }
        for (id, seen) in NamespaceVisit.all(visits) {
            snapshot.namespaces[id]?.sysctls.merge(seen.sysctls) { _, new in new }
            snapshot.namespaces[id]?.xtables.merge(seen.xtables) { _, new in new }
            if !seen.traffic.isEmpty {
                let known = snapshot.namespaces[id]?.traffic ?? [:]
                snapshot.namespaces[id]?.traffic = known.merging(seen.traffic) { $1 }
            }
            if let files = seen.procNet {
                var known = snapshot.namespaces[id]?.procNet ?? ProcNet()
                known.merge(files)
                snapshot.namespaces[id]?.procNet = known
            }
            if !seen.wireguards.isEmpty {
                let known = snapshot.namespaces[id]?.wireguards ?? [:]
                snapshot.namespaces[id]?.wireguards = known.merging(seen.wireguards) { $1 }
            }
            if let xfrm = seen.xfrm { snapshot.namespaces[id]?.xfrm = xfrm }
            switch seen.session {
            case .success(let session): sessions[id] = session
            case .failure(let error):
                snapshot.namespaces[id]?.markUnreadable(error.description)
                note(Gap(netns: id, fact: "namespace", reason: error.description, hint: error.hint))
            case nil: break
            }
        }
    }

    private func answer(_ needs: [Need], in id: NetnsID) {
        guard let session = sessions[id], var namespace = snapshot.namespaces[id] else { return }
        defer { snapshot.namespaces[id] = namespace }
        for need in needs {
            if hasEnded { return }
            session.answer(need, into: &namespace)
        }
        if needs.contains(where: \.isPieceOfRuleset) { session.confirmRuleset(in: &namespace) }
    }

    /// What was captured meanwhile.
    public func note(_ capture: PacketCapture) { snapshot.capture = capture }

    /// What moved meanwhile.
    public func note(_ counters: WatchedCounters) { snapshot.watched = counters }
    /// What became of packets that were sent meanwhile.
    public func note(_ probing: ProbeRun) { snapshot.probing = probing }

    // MARK: Namespaces

    /// A namespace that is held open; nil for one that cannot be entered.
    public func handle(of id: NetnsID) -> NamespaceHandle? { handles[id] }

    private func hold(_ handle: NamespaceHandle) {
        guard handles[handle.id] == nil else { return }
        handles[handle.id] = handle
        var namespace = snapshot.namespaces[handle.id] ?? Namespace(id: handle.id)
        if let owner = try? handle.owner() {
            namespace.userns = owner.userns
            namespace.ownerUid = owner.uid
        }
        snapshot.namespaces[handle.id] = namespace
    }

    private func readProgram(_ id: Int) {
        let program = Observed.reading { () throws(SystemError) in try BPF.program(id) }
        snapshot.programs = (snapshot.programs ?? [:]).merging([id: program]) { $1 }
    }

    private func note(_ gap: Gap) {
        if !snapshot.gaps.contains(gap) { snapshot.gaps.append(gap) }
    }

    // MARK: Who is behind an id

    /// Asks the namespace which of the candidates has the id: those at hand first, then everything on the machine.
    private func findPeer(of id: NetnsID, nsid: Int) {
        visit([id: [.peerNamespace(id, nsid: nsid)]])
        guard let session = sessions[id] else {
            snapshot.namespaces[id]?.lostNsids[nsid] = "the namespace could not be entered"
            return
        }
        for handle in handles.values where (try? session.nsid(of: handle)) == nsid {
            snapshot.namespaces[id]?.nsids[nsid] = handle.id
            return
        }
        defer { noteShortfall() }
        for path in peerCandidates(nsid) {
            guard let status = try? Files.status(path), handles[NetnsID(inode: UInt64(status.st_ino))] == nil,
                let handle = open(path), (try? session.nsid(of: handle)) == nsid
            else { continue }
            hold(handle)
            nameNamespaces()
            snapshot.namespaces[id]?.nsids[nsid] = handle.id
            return
        }
        if let shortfall = finder?.shortfall {
            snapshot.namespaces[id]?.lostNsids[nsid] = "not all of the machine could be searched: \(shortfall)"
            return
        }
        let hidden = finder?.hidden ?? 0
        snapshot.namespaces[id]?.lostNsids[nsid] =
            hidden > 0
            ? "no visible process or name has it, and \(hidden) processes are hidden from us"
            : "no process, name, mount or descriptor that we can see has it"
    }

    /// Paths of namespaces, best guess first: ancestors of the target, named ones, then every process and mount.
    private func peerCandidates(_ nsid: Int) -> some Sequence<String> {
        let ancestors = { [snapshot] () -> [String] in
            var paths: [String] = []
            var pid = snapshot.target?.pid.flatMap { snapshot.processes[$0]?.parent } ?? 0
            while pid > 0, paths.count < 32, let process = ProcessReader.read(pid) {
                paths.append("/proc/\(pid)/ns/net")
                pid = process.parent
            }
            return paths
        }
        let names = { [self] in Self.guesses(named, nsid) }
        let everything = { [self] in Self.guesses(searchMachine(), nsid) }
        return [ancestors, names, everything].lazy.flatMap { $0() }
    }

    /// The kernel gives out the lowest free number, for inodes and for ids alike, mostly when a pod is made: the
    /// namespace with the n-th inode is likely to have the n-th id. From there outwards in both directions.
    private static func guesses(_ finder: NamespaceFinder, _ nsid: Int) -> [String] {
        let paths = finder.found.sorted { $0.key < $1.key }.map(\.value.path)
        return paths.indices.sorted { abs($0 - nsid) < abs($1 - nsid) }.map { paths[$0] }
    }

    private func searchMachine() -> NamespaceFinder {
        if let finder { return finder }
        var finder = named
        finder.findProcesses()
        finder.findOtherHolders()
        self.finder = finder
        if !ProcessReader.hasProc { noteBlindness() }
        noteShortfall()
        return finder
    }

    /// A namespace that might be the one; what keeps it from being opened beside rights and its end is a shortfall.
    private func open(_ path: String) -> NamespaceHandle? {
        guard finder != nil else { return try? NamespaceHandle(path: path) }
        return finder?.attempt { () throws(SystemError) in try NamespaceHandle(path: path) }
    }

    private func noteBlindness() {
        if let reason = ProcessReader.blindness {
            note(Gap(netns: nil, fact: "processes", reason: reason.text, hint: reason.hint))
        }
    }

    private func noteShortfall() {
        if let shortfall = finder?.shortfall { note(Gap(netns: nil, fact: "namespaces", reason: shortfall)) }
    }

    /// Gives the namespaces at hand the names that people know.
    private func nameNamespaces() { nameNamespaces(named) }

    private func nameNamespaces(_ finder: NamespaceFinder) {
        var inside: [NetnsID: NetworkModel.Process] = [:]
        for process in snapshot.processes.values where process.container != nil {
            guard let id = process.netns, (inside[id]?.pid ?? .max) > process.pid else { continue }
            inside[id] = process
        }
        let asked = snapshot.target?.pid.flatMap { snapshot.processes[$0] }
        for process in Array(inside.values) + [asked].compactMap({ $0 }) {
            guard let container = process.container, container.label == nil else { continue }
            snapshot.processes[process.pid]?.container?.label = names.label(of: container, process)
        }
        for (id, namespace) in snapshot.namespaces {
            let found = finder.found[id]
            snapshot.namespaces[id]?.names = names.all(of: namespace, found, inside[id])
            if let found { snapshot.namespaces[id]?.paths = found.paths }
        }
    }

    private func findHolders() {
        let finder = searchMachine()
        for id in snapshot.namespaces.keys {
            let found = finder.found[id]
            snapshot.namespaces[id]?.holders = found?.holders ?? Holders()
            if finder.hidden > 0 {
                snapshot.namespaces[id]?.holders?.gap = hiddenProcesses(finder.hidden)
            }
        }
        snapshot.staleNames = finder.staleNames
    }

    private func hiddenProcesses(_ count: Int) -> String {
        count == 1 ? "one process may not be looked at" : "\(count) processes may not be looked at"
    }

    // MARK: The whole node

    private func openEverything() {
        DescriptorLimit.raise()
        for (id, found) in searchMachine().found {
            guard handles[id] == nil else { continue }
            do throws(SystemError) {
                hold(try NamespaceHandle(path: found.path))
            } catch  where error.isGone {
                continue
            } catch {
                note(Gap(netns: id, fact: "namespace", reason: error.description, hint: error.hint))
            }
        }
        nameNamespaces()
        snapshot.hasAllNamespaces = true
    }

    /// Opens every namespace of the machine and reads all its tables, on as many threads as there are processors.
    public func collectNode(_ facts: [Need.Fact]) {
        openEverything()
        let finder = searchMachine()
        findHolders()
        for process in snapshot.namespaces.values.compactMap({ $0.holders?.processes.first }) {
            snapshot.processes[process.pid] = ProcessReader.read(process.pid)
        }
        nameNamespaces(finder)
        if finder.hidden > 0 {
            note(
                Gap(
                    netns: nil, fact: "processes", reason: hiddenProcesses(finder.hidden),
                    hint: geteuid() == 0 ? nil : "run as root"))
        }
        noteBlindness()
        readEverything(facts)
        // The usual case, all ids leading to the node, is answered by the first few: those with the most links.
        let likely = handles.values.sorted { links($0.id) > links($1.id) }
        for id in Array(handles.keys) { resolveNsids(of: id, among: likely) }
        snapshot.isNodeWide = true
    }

    /// Resolver files of every namespace, as its name and its first process see them: what a saved node needs so that
    /// any of its namespaces can be diagnosed later.
    public func collectResolvers() {
        for (id, namespace) in snapshot.namespaces {
            if hasEnded { return }
            snapshot.namespaces[id]?.resolver = ResolverReader.read(names: namespace.names)
            for process in namespace.holders?.processes.prefix(1) ?? [] {
                snapshot.resolvers[process.pid] = ResolverReader.read(process: process.pid)
            }
        }
    }

    private func readEverything(_ facts: [Need.Fact]) {
        // Our own first: the first worker is still in it, and need not have the right to enter anything.
        let own = snapshot.ownNetns
        let jobs = handles.values.sorted { ($0.id == own ? 0 : 1, $0.id) < ($1.id == own ? 0 : 1, $1.id) }.map {
            ($0, snapshot.namespaces[$0.id] ?? Namespace(id: $0.id))
        }
        let workers = max(1, min(jobs.count, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        patience.expect(jobs.count)
        let results = try? NamespaceThread.runAll(
            (0..<workers).map { worker in
                { [patience] visitor in
                    stride(from: worker, to: jobs.count, by: workers).map { index in
                        defer { patience.finishOne() }
                        return NodeReader.read(jobs[index].0, into: jobs[index].1, facts, visitor, patience)
                    }
                }
            })
        for (namespace, session) in (results ?? []).flatMap({ $0 }) {
            snapshot.namespaces[namespace.id] = namespace
            sessions[namespace.id] = session
        }
        _ = hasEnded
    }

    /// Maps the ids on the links of one namespace to the namespaces that are open.
    private func resolveNsids(of id: NetnsID, among likely: [NamespaceHandle]) {
        guard let namespace = snapshot.namespaces[id] else { return }
        let wanted = Set(namespace.links.rows.compactMap(\.linkNetnsid)).subtracting(namespace.nsids.keys)
        guard !wanted.isEmpty else { return }
        guard let session = sessions[id] else { return }
        // One question for each candidate.
        var missing = wanted
        for handle in likely where !missing.isEmpty {
            guard let nsid = try? session.nsid(of: handle), missing.remove(nsid) != nil else { continue }
            snapshot.namespaces[id]?.nsids[nsid] = handle.id
        }
        for nsid in missing {
            snapshot.namespaces[id]?.lostNsids[nsid] = "no process, name, mount or descriptor that we can see has it"
        }
    }

    private func links(_ id: NetnsID) -> Int { snapshot.namespaces[id]?.links.rows.count ?? 0 }
}

extension Need {
    fileprivate var isPieceOfRuleset: Bool {
        switch self {
        case .nftRules, .nftElements, .nftElement: true
        default: false
        }
    }
}

extension Namespace {
    mutating func markUnreadable(_ reason: String) {
        for fact in Need.Fact.allCases { mark(fact, incomplete: reason) }
    }
}

extension Need {
    fileprivate var isTraffic: Bool { if case .traffic = self { true } else { false } }
}
