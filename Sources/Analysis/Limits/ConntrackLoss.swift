import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// What connection tracking of a namespace has counted against packets, beside those of the subjects that it
/// translates. Only a counter in motion proves that it goes on.
public struct ConntrackLoss: Sendable {
    public let netns: NetnsID
    /// Packets dropped because another made the same entry first, since the namespace was made.
    public let insertFailed: UInt64
    /// Packets that belonged to no connection, since the namespace was made.
    public let invalid: UInt64
    /// A question to a name server by UDP that is translated here.
    public let query: AskedPath?
    /// A connection to the outside whose source is lent here, so that answers come to an address of this namespace.
    public let connection: AskedPath?
    /// What no connection is known for is dropped here before this namespace answers it with a reset; nil where that is
    /// not known, or was not asked.
    public let dropsInvalid: Bool?
    /// net.netfilter.nf_conntrack_tcp_be_liberal; nil likewise.
    public let isLiberal: Bool?
    /// What was counted while it was watched; nil where nobody did.
    public let meanwhile: Meanwhile?

    /// Counters in motion.
    public struct Meanwhile: Hashable, Sendable {
        public let insertFailed: UInt64
        public let dropped: UInt64
        public let invalid: UInt64
        /// Resets that this namespace itself has sent.
        public let resets: UInt64
    }
}

extension TargetAnalysis {
    /// Below this many, on all CPUs, nobody would notice.
    private static let telling: UInt64 = 20

    /// Of namespaces that translate for the subjects.
    func findConntrackLosses() -> [ConntrackLoss] {
        conntrackLoads.compactMap { load in
            let id = load.netns
            let meanwhile = movedConntrack(of: id)
            let moved = meanwhile.map { max($0.insertFailed, $0.invalid) > 0 } ?? false
            guard moved || max(load.insertFailed, load.invalid) >= Self.telling else { return nil }
            let query = asked.first { path in
                path.question == .nameserver && isDatagram(path) && isTranslated(path, in: id)
            }
            let connection = asked.first { path in
                path.question == .outside && path.way?.forward.sourceNAT?.rule?.netns == id
            }
            guard query != nil || connection != nil else { return nil }
            let hasInvalid =
                connection != nil && (load.invalid >= Self.telling || (meanwhile?.invalid ?? 0) > 0)
            return ConntrackLoss(
                netns: id, insertFailed: load.insertFailed >= Self.telling ? load.insertFailed : 0,
                invalid: hasInvalid ? load.invalid : 0, query: query, connection: connection,
                dropsInvalid: hasInvalid ? dropsInvalid(id) : nil, isLiberal: hasInvalid ? isLiberal(id) : nil,
                meanwhile: meanwhile)
        }
    }

    private func movedConntrack(of id: NetnsID) -> ConntrackLoss.Meanwhile? {
        guard let insertFailed = risen("insert_failed", of: .conntrack(netns: id)) else { return nil }
        return ConntrackLoss.Meanwhile(
            insertFailed: insertFailed, dropped: risen("drop", of: .conntrack(netns: id)) ?? 0,
            invalid: risen("invalid", of: .conntrack(netns: id)) ?? 0,
            resets: risen("TcpOutRsts", of: .protocols(netns: id)) ?? 0)
    }

    private func isDatagram(_ path: AskedPath) -> Bool {
        if case .udp = path.answer.flow.transport { true } else { false }
    }

    private func isTranslated(_ path: AskedPath, in id: NetnsID) -> Bool {
        path.way?.forward.hops.contains { $0.netns == id && $0.nat != nil } ?? false
    }

    private func isLiberal(_ id: NetnsID) -> Bool? {
        query.sysctl(id, "net.netfilter.nf_conntrack_tcp_be_liberal").value.map { $0 != "0" }
    }

    /// Whether some rule of a packet's way to this namespace itself drops by what conntrack says, or drops whatever
    /// nobody has accepted. Rules of other chains count, too: it is better to say nothing than something wrong.
    private func dropsInvalid(_ id: NetnsID) -> Bool? {
        guard let tables = query.ruleset(id).value?.tables.rows else { return nil }
        for table in tables where [.ip, .inet].contains(table.family) {
            let bases = query.nftBaseChains(of: table, id)
            if bases.contains(where: { $0.base?.hook == .input && $0.base?.accepts == false }) { return true }
            // A service proxy has a chain for each backend, and no such rule in them.
            for chain in table.chains.values where table.chains.count - bases.count <= 64 || chain.base != nil {
                guard let rules = query.nftRules(id, table.ref(chain.name)).value else { return nil }
                if rules.contains(where: { query.meanings(of: $0, table, id).contains(where: \.mayDropInvalid) }) {
                    return true
                }
            }
        }
        return legacyDropsInvalid(id)
    }

    private func legacyDropsInvalid(_ id: NetnsID) -> Bool? {
        for name in ["raw", "mangle", "filter"] {
            let table = query.xtable(id, .ip, name)
            if case .unknown = table { return nil }
            for chain in table.value?.chains ?? [] {
                if chain.name == "INPUT", chain.policy == .drop { return true }
                if chain.rules.contains(where: { RuleMeaning($0, .inet).mayDropInvalid }) { return true }
            }
        }
        return false
    }
}

extension RuleMeaning {
    /// It drops or refuses, either all that come by or by what conntrack says of them.
    fileprivate var mayDropInvalid: Bool {
        guard actions.contains(where: { $0 == .drop || $0 == .reject }) else { return false }
        return conditions == RuleConditions() || conditions.asks(about: .connection) || !conditions.isKnown
    }
}
