import Addresses
import Netfilter
import NetworkModel
import PacketTrace

/// What names of chains and comments say about who wrote a rule and what for. The names are those that the programs
/// write; a rule of anybody else is nobody's here.
struct RuleWords {
    let rule: RuleReference
    let path: Trace

    init(_ rule: RuleReference, of path: Trace) {
        self.rule = rule
        self.path = path
    }

    // MARK: Services

    /// Refused or dropped because nobody is behind the service; its name where a comment tells.
    var service: (Refusal.Role, String?)? {
        if rule.table == "kube-proxy" { return serviceMap.map { ($0.role, nil) } }
        if let found = Self.comment(rule.text).flatMap(Self.service) { return found }
        // Before Linux could drop in the NAT table, the packet got a mark there.
        guard rule.chain == "KUBE-FIREWALL" else { return nil }
        let marked = path.hops.filter { $0.netns == rule.netns }.flatMap(\.visits).last { visit in
            visit.outcome == .jump("KUBE-MARK-DROP")
        }
        return marked.flatMap { Self.comment($0.rule.text) }.flatMap(Self.service)
    }

    private static func service(_ comment: String) -> (Refusal.Role, String?)? {
        for (ending, role) in [
            (" has no endpoints", Refusal.Role.noEndpoints), (" has no local endpoints", .noLocalEndpoints),
        ]
        where comment.hasSuffix(ending) {
            return (role, String(comment.dropLast(ending.count)))
        }
        return nil
    }

    /// The map of the nftables mode that led here, and the key under which the service stands in it.
    var serviceMap: (name: String, key: [UInt8], role: Refusal.Role)? {
        let maps = [
            "service-endpoints-check": "no-endpoint-services", "nodeport-endpoints-check": "no-endpoint-nodeports",
        ]
        guard rule.table == "kube-proxy", let visits = path.hops.last?.visits,
            let asked = visits.last(where: { maps[$0.rule.chain] != nil && $0.outcome.isTaken }),
            let map = maps[asked.rule.chain], let proto = path.packet.transport.proto,
            let port = path.packet.transport.ports?.destination
        else { return nil }
        // Parts of a concatenation are padded to four bytes.
        let service = [proto, 0, 0, 0, UInt8(port >> 8), UInt8(port & 0xff), 0, 0]
        let address = map == "no-endpoint-services" ? path.packet.dst.bytes : []
        return (map, address + service, path.disposition == .rejected ? .noEndpoints : .noLocalEndpoints)
    }

    // MARK: Policies

    private static let policyChains = [
        ("KUBE-POD-FW-", "kube-router"), ("KUBE-NWPLCY-", "kube-router"), ("cali-tw-", "calico"),
        ("cali-fw-", "calico"), ("cali-pi-", "calico"), ("cali-po-", "calico"), ("cali-pri-", "calico"),
        ("cali-pro-", "calico"), ("WEAVE-NPC", "weave"), ("ANTREA-POL-", "antrea"), ("AZURE-NPM", "azure-npm"),
    ]

    /// Calico's names in its nftables mode.
    private var chain: String { rule.chain.hasPrefix("filter-cali-") ? String(rule.chain.dropFirst(7)) : rule.chain }

    var policyOwner: String? { Self.owner(of: chain, in: Self.policyChains) }

    /// `default/web-0`, or the link that the chain is about.
    var pod: String? {
        for prefix in ["cali-tw-", "cali-fw-"] where chain.hasPrefix(prefix) {
            return String(chain.dropFirst(prefix.count))
        }
        let comments = [rule.text] + (path.hops.last?.visits ?? []).reversed().map(\.rule.text)
        for comment in comments.prefix(Self.mostVisits).compactMap(Self.comment) {
            let words = comment.split(separator: " ").map(String.init)
            guard let place = words.firstIndex(where: { $0.hasPrefix("name:") }), place + 2 < words.count,
                words[place + 1] == "namespace:"
            else { continue }
            return "\(words[place + 2])/\(words[place].dropFirst(5))"
        }
        return nil
    }

    private static let mostVisits = 64

    // MARK: Isolation

    private static let isolationChains = [
        ("DOCKER-ISOLATION-STAGE-", "docker"), ("DOCKER-INTERNAL", "docker"), ("DOCKER-BRIDGE", "docker"),
        ("NETAVARK-ISOLATION-", "podman"), ("NETAVARK_ISOLATION_", "podman"), ("CNI-ISOLATION-STAGE-", "cni"),
    ]

    var isolationOwner: String? {
        if rule.table == "docker-bridges" { return "docker" }
        if let owner = Self.owner(of: rule.chain, in: Self.isolationChains) { return owner }
        // Newer ones drop what is not published in the chain that publishes, and direct access in the raw table.
        let dropsOthers = Self.comparesOther(rule.text)
        return dropsOthers && (rule.chain == "DOCKER" || rule.table == "raw" && rule.chain == "PREROUTING")
            ? "docker" : nil
    }

    /// Of networks that were made with `--internal`.
    var internalOwner: String? {
        rule.table == "docker-bridges" || rule.chain == "DOCKER-ISOLATION-STAGE-1" || rule.chain == "DOCKER-INTERNAL"
            ? "docker" : nil
    }

    /// `! -i br`, `iifname != "br"`.
    private static func comparesOther(_ text: String) -> Bool {
        let words = text.split(separator: " ")
        return zip(words, words.dropFirst()).contains { ($0 == "!" && $1 == "-i") || ($0 == "iifname" && $1 == "!=") }
    }

    private static func owner(of chain: String, in list: [(prefix: String, owner: String)]) -> String? {
        list.first { chain.hasPrefix($0.prefix) }?.owner
    }

    // MARK: Comments

    /// What stands between the quotes behind `comment`.
    static func comment(_ text: String) -> String? {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        guard let place = parts.firstIndex(where: { $0.hasSuffix("comment ") }), place + 2 < parts.count else {
            return nil
        }
        return String(parts[place + 1])
    }
}

extension RuleVisit.Outcome {
    /// The packet matched and was led elsewhere, or ended.
    fileprivate var isTaken: Bool {
        switch self {
        case .jump, .goto, .verdict: true
        case .noMatch, .immaterial, .passed, .return: false
        }
    }
}
