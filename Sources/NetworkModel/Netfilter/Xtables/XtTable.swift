/// Which of the three legacy rule engines.
public enum XtFamily: String, Hashable, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    case ip, ip6, arp
}

/// The iptables-legacy tables of one family in one namespace.
///
/// A table exists from its first use on, and merely asking for one by getsockopt creates it, hooks and all (K10). So
/// only those are read that the kernel's own list names.
public struct XtTables: Hashable, Sendable, Codable {
    /// What /proc/net/ip_tables_names says (ip6_tables_names, arp_tables_names); absent where the kernel has no
    /// legacy engine for the family.
    public var names: Observed<[String]>
    /// Tables that were read, by name.
    public var tables: [String: Observed<XtTable>] = [:]

    public init(names: Observed<[String]>) {
        self.names = names
    }
}

/// One table: `filter`, `nat`, `mangle`, `raw`, `security`.
public struct XtTable: Hashable, Sendable, Codable {
    public var name: String
    /// Those of the hooks first, in the kernel's order, then the users'. Names are unique.
    public var chains: [XtChain]

    public init(name: String, chains: [XtChain] = []) {
        self.name = name
        self.chains = chains
    }
}

public struct XtChain: Hashable, Sendable, Codable {
    public var name: String
    /// NF_INET_PRE_ROUTING … NF_INET_POST_ROUTING (NF_ARP_IN … for arp) for a built-in chain, nil for a user's.
    public var hook: Int?
    /// What happens at the end of a built-in chain.
    public var policy: XtPolicy?
    /// How often the policy decided.
    public var packets: UInt64 = 0
    public var bytes: UInt64 = 0
    public var rules: [XtRule] = []

    /// Names of built-in chains by hook number, NF_INET_PRE_ROUTING first.
    public static let builtInNames = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"]

    public init(name: String, hook: Int? = nil, policy: XtPolicy? = nil) {
        self.name = name
        self.hook = hook
        self.policy = policy
    }
}

public enum XtPolicy: String, Hashable, Sendable, Codable {
    case accept = "ACCEPT"
    case drop = "DROP"
    case queue = "QUEUE"
    case `return` = "RETURN"
}
