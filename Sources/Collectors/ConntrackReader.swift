import Addresses
import Glibc
import Kernel
import KernelWire
import NetworkModel

// Connection tracking. Asking by netlink makes no entry, registers no hook, and where the module is missing nobody asks.

extension NamespaceSession {
    /// More flows than this are not kept: a table may have a million.
    private static var mostFlows: Int { 65_536 }

    func readConntrack(into namespace: inout Namespace) {
        guard let conntrack else {
            namespace.conntrack = conntrackGap.map { .unknown($0) } ?? .absent
            return
        }
        var result = Conntrack(count: .absent, max: .absent, statistics: .absent)
        do throws(SystemError) {
            let totals = try conntrack.get(Request.getConntrackTotals(), decode(ConntrackTotals.init(nfnetlink:)))
            result.count = totals?.entries.map { .known($0) } ?? .absent
            result.max = totals?.maxEntries.map { .known($0) } ?? .absent
            let statistics = try conntrack.dump(
                Request.getConntrackStatistics(), decode(ConntrackStatistics.init(nfnetlink:)))
            result.statistics = .known(statistics.rows)
            let expectations = try conntrack.dump(Request.getExpectations(), decode(Expectation.init(nfnetlink:)))
            result.expectations.absorb(expectations.rows, expectations.completeness)
            namespace.conntrack = .known(result)
        } catch  where error.isNoSubsystem {
            namespace.conntrack = .absent
        } catch {
            namespace.conntrack = .unknown(error.description)
        }
    }

    /// All flows, as many as are kept.
    func readAllFlows(into namespace: inout Namespace) {
        namespace.flows = Table()
        read(Request.getFlows(), nil, into: &namespace)
    }

    func readFlows(_ filter: ConntrackFilter, into namespace: inout Namespace) {
        read(Request.getFlows(filter), filter, into: &namespace)
    }

    /// Counts all flows; none is kept, so that a million costs no memory.
    func readFlowCensus(into namespace: inout Namespace) {
        guard let conntrack else {
            namespace.flowCensus = conntrackGap.map { .unknown($0) } ?? .absent
            return
        }
        var census = ConntrackCensus()
        var kinds: [ConntrackCensus.Kind: Int] = [:]
        do throws(SystemError) {
            let begin = { (census, kinds) = (ConntrackCensus(), [:]) }
            let dump = try conntrack.dump(Request.getFlows(), begin: begin) {
                (_, payload: RawSpan) throws(WireError) -> ConntrackEntry? in
                let flow = try ConntrackEntry(nfnetlink: payload)
                census.total += 1
                if flow.status.contains(.assured) { census.assured += 1 }
                kinds[ConntrackCensus.Kind(proto: flow.original.proto, state: flow.protocolState), default: 0] += 1
                return nil
            }
            guard dump.completeness == .complete else {
                namespace.flowCensus = .unknown(Table<ConntrackEntry>.restless)
                return
            }
            census.kinds = kinds.map { ConntrackCensus.Row(kind: $0.key, count: $0.value) }.sorted {
                ($1.count, $0.kind.proto, $0.kind.state ?? 0) < ($0.count, $1.kind.proto, $1.kind.state ?? 0)
            }
            namespace.flowCensus = .known(census)
        } catch  where error.isNoSubsystem {
            namespace.flowCensus = .absent
        } catch {
            namespace.flowCensus = .unknown(error.description)
        }
    }

    /// Destinations that are told apart, and those that are kept.
    private static var mostDestinations: Int { 65_536 }
    private static var keptDestinations: Int { 8 }

    /// Counts the answers that come back to an address on some ports, by who answers; no flow is kept.
    func readPortUse(of source: IPAddress, _ ports: ClosedRange<UInt16>, into namespace: inout Namespace) {
        let key = PortUse.key(source, ports)
        guard let conntrack else {
            namespace.portUses[key] = conntrackGap.map { .unknown($0) } ?? .absent
            return
        }
        let filter = ConntrackFilter.address(.replyDst, source)
        var counts: [PortUse: (all: Int, ended: Int)] = [:]
        do throws(SystemError) {
            let dump = try conntrack.dump(Request.getFlows(filter), begin: { counts = [:] }) {
                (_, payload: RawSpan) throws(WireError) -> ConntrackEntry? in
                let flow = try ConntrackEntry(nfnetlink: payload)
                guard filter.matches(flow), let dport = flow.reply.sport, let port = flow.reply.dport,
                    ports.contains(port)
                else { return nil }
                let place = PortUse(proto: flow.reply.proto, dst: flow.reply.src, dport: dport, count: 0)
                guard counts[place] != nil || counts.count < Self.mostDestinations else { return nil }
                counts[place, default: (0, 0)].all += 1
                if flow.mayBeKilled { counts[place, default: (0, 0)].ended += 1 }
                return nil
            }
            guard dump.completeness == .complete else {
                namespace.portUses[key] = .unknown(Table<ConntrackEntry>.restless)
                return
            }
            let busiest = counts.sorted {
                ($1.value.all, "\($0.key.dst)", $0.key.dport) < ($0.value.all, "\($1.key.dst)", $1.key.dport)
            }
            namespace.portUses[key] = .known(
                busiest.prefix(Self.keptDestinations).map { place, count in
                    var use = place
                    use.count = count.all
                    use.ended = count.ended
                    return use
                })
        } catch  where error.isNoSubsystem {
            namespace.portUses[key] = .absent
        } catch {
            namespace.portUses[key] = .unknown(error.description)
        }
    }

    private func read(_ request: [UInt8], _ filter: ConntrackFilter?, into namespace: inout Namespace) {
        guard let conntrack else {
            finish(filter, conntrackGap, &namespace)
            return
        }
        do throws(SystemError) {
            if case .tuple = filter {
                let flow = try conntrack.get(request, decode(ConntrackEntry.init(nfnetlink:)))
                add(flow.map { [$0] } ?? [], &namespace)
                finish(filter, nil, &namespace)
                return
            }
            var seen = 0
            let dump = try conntrack.dump(request, begin: { seen = 0 }) {
                (_, payload: RawSpan) throws(WireError) -> ConntrackEntry? in
                if filter == nil, seen >= Self.mostFlows {
                    seen += 1
                    return nil
                }
                // Kernels before 5.8 send everything.
                let flow = try ConntrackEntry(nfnetlink: payload)
                guard filter?.matches(flow) ?? true else { return nil }
                seen += 1
                return seen <= Self.mostFlows ? flow : nil
            }
            add(dump.rows, &namespace)
            let gap = seen > Self.mostFlows ? "there are more than \(Self.mostFlows) flows" : nil
            finish(
                filter, dump.completeness == .interrupted ? Table<ConntrackEntry>.restless : gap,
                &namespace)
        } catch  where error.code == ENOENT && filter != nil {
            // No entry for this tuple.
            finish(filter, nil, &namespace)
        } catch  where error.isNoSubsystem {
            finish(filter, nil, &namespace)
        } catch {
            finish(filter, error.description, &namespace)
        }
    }

    private func add(_ flows: [ConntrackEntry], _ namespace: inout Namespace) {
        if namespace.flows.rows.isEmpty {
            namespace.flows.rows = flows
        } else {
            let known = Set(namespace.flows.rows.map(\.identity))
            namespace.flows.rows += flows.filter { !known.contains($0.identity) }
        }
    }

    private func finish(_ filter: ConntrackFilter?, _ gap: String?, _ namespace: inout Namespace) {
        if let gap {
            namespace.flows.coverage = .incomplete(reason: gap)
        } else if let filter {
            namespace.flows.asked.insert(filter.key)
        } else {
            namespace.flows.coverage = .complete
        }
    }
}

extension ConntrackEntry {
    /// What tells it from all others; timeouts and counters change between two looks.
    fileprivate var identity: Identity { Identity(original: original, reply: reply, zone: zone) }

    fileprivate struct Identity: Hashable {
        var original: Tuple
        var reply: Tuple
        var zone: UInt16
    }
}

extension ConntrackEntry {
    /// nf_nat_may_kill: a translated connection in a state of at least TCP_CONNTRACK_TIME_WAIT.
    fileprivate var mayBeKilled: Bool {
        original.proto == UInt8(IPPROTO_TCP) && (protocolState ?? 0) >= 7 && status.contains(.srcNat)
            && status.isDisjoint(with: [.dying, .fixedTimeout])
    }
}

extension SystemError {
    /// nfnetlink_rcv_msg knows nobody who would answer.
    var isNoSubsystem: Bool { (code == EINVAL || code == EOPNOTSUPP) && operation == "netlink request" }
}
