import Addresses
import NetworkModel

extension XtTable {
    /// A table of iptables-nft as iptables sees it; nil where it is not one: other families, or a rule, set or base chain
    /// that iptables would not have made. Chains are by hook, then by name.
    public init?(_ table: NftTable) {
        let family: IPAddress.Family
        switch table.family {
        case .ip: family = .inet
        case .ip6: family = .inet6
        default: return nil
        }
        guard table.sets.isEmpty, ["filter", "nat", "mangle", "raw", "security"].contains(table.name) else {
            return nil
        }
        var chains: [XtChain] = []
        for chain in table.chains.values {
            guard let converted = XtChain(chain, family) else { return nil }
            chains.append(converted)
        }
        self.init(name: table.name, chains: chains.sorted { ($0.hook ?? 9, $0.name) < ($1.hook ?? 9, $1.name) })
    }
}

extension XtChain {
    init?(_ chain: NftChain, _ family: IPAddress.Family) {
        guard chain.rules.isComplete else { return nil }
        if let base = chain.base {
            guard let hook = Self.hooks.firstIndex(of: base.hook), chain.name == Self.builtInNames[hook] else {
                return nil
            }
            self.init(name: chain.name, hook: hook, policy: base.accepts ? .accept : .drop)
            packets = base.counters?.packets ?? 0
            bytes = base.counters?.bytes ?? 0
        } else {
            self.init(name: chain.name)
        }
        for rule in chain.rules.rows {
            guard let converted = XtRule(rule, family) else { return nil }
            rules.append(converted)
        }
    }

    /// NF_INET_* by number.
    private static let hooks: [NftChain.Hook] = [.prerouting, .input, .forward, .output, .postrouting]
}
