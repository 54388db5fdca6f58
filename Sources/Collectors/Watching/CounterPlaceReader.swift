import Addresses
import Glibc
import Kernel
import KernelWire
import NetworkModel

/// The counters of one namespace.
final class CounterPlaceReader {
    private let place: CounterPlan.Place
    private let links: CounterLinkReader
    private let session: NamespaceSession
    private let xtables: [XtFamily: XtablesSocket]
    private var files: [ProtocolFile]
    /// Those of all files, made again where one has others.
    private var fields: [CounterField] = []
    private var fieldsEdition: [Int] = []
    private let softnet: Descriptor?
    private let chains: [NftRef]
    private let tablesOfCounters: [CounterTableName]
    private var gaps: [String] = []
    /// What failed once is not asked for again, but for what may come back.
    private var silent: Set<String> = []

    private static let mostBytes = 256 * 1024
    /// Sockets of one namespace that are watched.
    private static let mostSockets = 512

    /// A table of nf_tables of which named counters are read.
    private struct CounterTableName: Hashable {
        let family: NftFamily
        let name: String
    }

    /// A file that is read again, and what its text means.
    private struct ProtocolFile {
        let file: Descriptor
        var counters: ProtocolCounters

        init?(_ name: String, _ layout: ProtocolCounters.Layout) {
            guard let file = try? Descriptor.open("/proc/thread-self/net/\(name)") else { return nil }
            self.file = file
            counters = ProtocolCounters(layout)
        }
    }

    /// Must run on a thread that has entered the namespace.
    init(_ place: CounterPlan.Place, inside handle: NamespaceHandle) throws(SystemError) {
        self.place = place
        chains = place.chains.sorted { "\($0)" < "\($1)" }
        tablesOfCounters = Set(place.counters.map { CounterTableName(family: $0.family, name: $0.table) }).sorted {
            ("\($0.family)", $0.name) < ("\($1.family)", $1.name)
        }
        session = try NamespaceSession(inside: handle)
        links = CounterLinkReader(place, session.route)
        var sockets: [XtFamily: XtablesSocket] = [:]
        for family in place.tables.keys {
            sockets[family] = try? XtablesSocket(family == .ip ? .inet : .inet6)
        }
        xtables = sockets
        files = [("snmp", .pairs), ("netstat", .pairs), ("snmp6", .rows)].compactMap { (name, layout) in
            ProtocolFile(name, layout)
        }
        softnet = try? Descriptor.open("/proc/thread-self/net/softnet_stat")
    }

    func takeGaps() -> [String] {
        defer { gaps = [] }
        return links.takeGaps() + gaps
    }

    func read(into rows: inout [CounterRow]) {
        let seen = links.look()
        var queues: [QdiscCounters] = []
        attempt("queues") { () throws(SystemError) in queues = try links.queues(of: seen) }
        links.read(seen, queues, into: &rows)
        readRules(into: &rows)
        readConntrack(into: &rows)
        readProtocols(into: &rows)
        if place.readsSockets { readSockets(into: &rows) }
    }

    func readRules(into rows: inout [CounterRow]) {
        for chain in chains { readRules(of: chain, into: &rows) }
        readNamedCounters(into: &rows)
        readLegacyRules(into: &rows)
    }

    func readMachine(into rows: inout [CounterRow]) {
        attempt("neighbour tables") { () throws(SystemError) in
            let dump = try session.route.dump(
                Request.getNeighborTables(),
                { (_, payload: RawSpan) throws(WireError) in try NeighborTableCounters(rtnetlink: payload) })
            for table in dump.rows {
                rows.append(CounterRow(.neighbors(family: table.family), NeighborTableCounters.fields, table.values))
            }
        }
        guard let softnet else { return }
        attempt("softnet_stat") { () throws(SystemError) in
            let bytes = try softnet.readAgain(limit: Self.mostBytes).bytes
            rows.append(CounterRow(.softnet, SoftnetCounters.fields, SoftnetCounters.values(of: bytes)))
        }
    }

    /// - Parameter body: what fails in it is said once and not tried again.
    private func attempt(_ what: String, _ body: () throws(SystemError) -> Void) {
        guard !silent.contains(what) else { return }
        do throws(SystemError) {
            try body()
        } catch {
            silent.insert(what)
            gaps.append("\(what): \(error.description)")
        }
    }

    private func readRules(of chain: NftRef, into rows: inout [CounterRow]) {
        guard let netfilter = session.netfilter else { return }
        attempt("rules of \(chain)") { () throws(SystemError) in
            let dump = try netfilter.dump(
                Request.getNftRules(of: chain),
                { (_, payload: RawSpan) throws(WireError) in try NftCounters.rule(nfnetlink: payload) })
            for (handle, counter) in dump.rows { rows.append(row(CountedRule(chain, .handle(id: handle)), counter)) }
            guard place.policies.contains(chain) else { return }
            // The chain may be gone, and come back.
            let policy = try? netfilter.get(
                Request.getNftChain(chain),
                { (_, payload: RawSpan) throws(WireError) in try NftCounters.policy(nfnetlink: payload) })
            if let policy { rows.append(row(CountedRule(chain, .policy), policy)) }
        }
    }

    private func readNamedCounters(into rows: inout [CounterRow]) {
        guard let netfilter = session.netfilter else { return }
        for table in tablesOfCounters {
            attempt("counters of \(table.family) \(table.name)") { () throws(SystemError) in
                let dump = try netfilter.dump(
                    Request.getNftCounters(ofTable: table.name, table.family),
                    { (_, payload: RawSpan) throws(WireError) in try NftCounters.named(nfnetlink: payload) })
                for (name, counter) in dump.rows {
                    let ref = NftRef(table.family, table.name, name)
                    guard place.counters.contains(ref) else { continue }
                    let source = CounterSource.counter(netns: place.netns, counter: ref)
                    rows.append(CounterRow(source, NftCounters.fields, [counter.packets, counter.bytes]))
                }
            }
        }
    }

    private func readLegacyRules(into rows: inout [CounterRow]) {
        for (family, socket) in xtables.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for (name, chains) in (place.tables[family] ?? [:]).sorted(by: { $0.key < $1.key }) {
                attempt("table \(name)") { () throws(SystemError) in
                    for chain in try socket.table(name).chains where chains.contains(chain.name) {
                        let ref = NftRef(family == .ip ? .ip : .ip6, name, chain.name)
                        for (index, rule) in chain.rules.enumerated() {
                            let counted = CountedRule(isLegacy: true, ref, .number(place: index + 1))
                            rows.append(row(counted, NftCounter(packets: rule.packets, bytes: rule.bytes)))
                        }
                        guard chain.policy != nil else { continue }
                        let counted = CountedRule(isLegacy: true, ref, .policy)
                        rows.append(row(counted, NftCounter(packets: chain.packets, bytes: chain.bytes)))
                    }
                }
            }
        }
    }

    private func row(_ rule: CountedRule, _ counter: NftCounter) -> CounterRow {
        CounterRow(.rule(netns: place.netns, rule: rule), NftCounters.fields, [counter.packets, counter.bytes])
    }

    private func readConntrack(into rows: inout [CounterRow]) {
        guard let conntrack = session.conntrack else { return }
        attempt("connection tracking") { () throws(SystemError) in
            do throws(SystemError) {
                let totals = try conntrack.get(Request.getConntrackTotals(), decode(ConntrackTotals.init(nfnetlink:)))
                let statistics = try conntrack.dump(
                    Request.getConntrackStatistics(), decode(ConntrackStatistics.init(nfnetlink:)))
                let values = ConntrackCounters.values(statistics.rows, entries: totals?.entries)
                rows.append(CounterRow(.conntrack(netns: place.netns), ConntrackCounters.fields, values))
            } catch  where error.isNoSubsystem {
                silent.insert("connection tracking")
            }
        }
    }

    private func readProtocols(into rows: inout [CounterRow]) {
        var values: [UInt64] = []
        for index in files.indices {
            guard let bytes = try? files[index].file.readAgain(limit: Self.mostBytes).bytes else { return }
            values += files[index].counters.values(of: bytes)
        }
        let edition = files.map(\.counters.edition)
        if edition != fieldsEdition {
            (fields, fieldsEdition) = (files.flatMap(\.counters.fields), edition)
        }
        guard fields.count == values.count, !fields.isEmpty else { return }
        rows.append(CounterRow(.protocols(netns: place.netns), fields, values))
    }

    /// Of a namespace with more sockets than are watched none is, since each look would read them all.
    private func readSockets(into rows: inout [CounterRow]) {
        let before = rows.count
        let protocols: [Socket.`Protocol`] = [.tcp, .udp]
        for proto in protocols where session.modules.diag(of: proto) == .askable {
            for family in [IPAddress.Family.inet, .inet6] {
                attempt("sockets") { () throws(SystemError) in
                    let dump = try session.sockDiag.dump(
                        Request.getSockets(family: family, proto: proto, states: .living, withCounters: true),
                        decode { (payload: RawSpan) throws(WireError) in
                            try SocketCounters(sockDiag: payload, proto: proto)
                        })
                    for counters in dump.rows {
                        let source = CounterSource.socket(netns: place.netns, socket: counters.socket)
                        rows.append(CounterRow(source, SocketCounters.fields, counters.values))
                    }
                }
            }
        }
        guard rows.count - before > Self.mostSockets, !silent.contains("sockets") else { return }
        rows.removeSubrange(before...)
        silent.insert("sockets")
        gaps.append("sockets: there are more than \(Self.mostSockets)")
    }
}

extension Request.SocketStates {
    /// Those that wait for nothing but time count nothing.
    fileprivate static let living = all.subtracting(Self(.timeWait, .newSynRecv))
}
