/// What a difference is about: a closed set, in the order in which differences are told.
public enum Topic: String, Sendable, Hashable, CaseIterable, Comparable {
    case namespace, process, link, address, route, policy, neighbor, forwarding, table, chain, rule, set, ipset, filter,
        ipsec
    case sysctl, resolver, socket, question, finding

    /// As sentences call one of them.
    public var word: String {
        switch self {
        case .policy: "ip rule"
        case .neighbor: "neighbour"
        case .forwarding: "forwarding entry"
        case .filter: "traffic filter"
        case .ipsec: "IPsec policy"
        case .resolver: "resolver file"
        default: rawValue
        }
    }

    /// In the order of the cases.
    public static func < (a: Topic, b: Topic) -> Bool {
        (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
}
