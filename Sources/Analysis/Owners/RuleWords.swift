import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// What names of chains say about who wrote a rule, and its values about what for. The names are those that the programs
/// write; a rule of anybody else is nobody's here. Comments only give names to what was found without them.
struct RuleWords {
    let rule: RuleReference
    let path: Trace
    let query: SnapshotQuery

    init(_ rule: RuleReference, of path: Trace, in query: SnapshotQuery) {
        self.rule = rule
        self.path = path
        self.query = query
    }

    // MARK: Services

    /// Refused or dropped because nobody is behind the service; its name where a comment tells.
    var service: (Refusal.Role, String?)? {
        if rule.table == "kube-proxy" { return serviceMap.map { ($0.role, nil) } }
        if rule.table == "filter", Self.serviceChains.contains(rule.chain), isForPort(rule) {
            guard path.disposition != .rejected else { return (.noEndpoints, serviceName(rule)) }
            // The chain of cluster addresses, which only pods and the node ask; other addresses have one of their own.
            return (rule.chain == "KUBE-SERVICES" ? .noInternalEndpoints : .noLocalEndpoints, serviceName(rule))
        }
        // Before Linux could drop in the NAT table, the packet got a mark there.
        guard rule.chain == "KUBE-FIREWALL" else { return nil }
        let marked = path.hops.filter { $0.netns == rule.netns }.flatMap(\.visits).last { visit in
            visit.outcome == .jump("KUBE-MARK-DROP")
        }
        guard let marked, Self.localChains.contains(where: marked.rule.chain.hasPrefix) else { return nil }
        return (.noLocalEndpoints, serviceName(marked.rule))
    }

    /// Chains of the filter table in which kube-proxy refuses what is for services without endpoints, and drops what is
    /// for those without endpoints here.
    private static let serviceChains: Set<String> = ["KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES"]

    /// Of the NAT table: endpoints of this node alone.
    private static let localChains = ["KUBE-XLB-", "KUBE-SVL-"]

    private func isForPort(_ rule: RuleReference) -> Bool {
        query.meanings(of: rule).contains { !$0.conditions.destinationPorts.flatMap(\.wanted).isEmpty }
    }

    /// `kube-system/kube-dns:dns`
    private func serviceName(_ rule: RuleReference) -> String? {
        guard let comment = query.comment(of: rule) else { return nil }
        let ending = [" has no endpoints", " has no local endpoints"].first { comment.hasSuffix($0) }
        return String(comment.dropLast(ending?.count ?? 0))
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
        let rules = [rule] + (path.hops.last?.visits ?? []).reversed().map(\.rule)
        for comment in rules.prefix(Self.mostVisits).lazy.compactMap(query.comment) {
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
        guard rule.chain == "DOCKER" || rule.table == "raw" && rule.chain == "PREROUTING" else { return nil }
        // `! -i br`, `iifname != "br"`.
        return query.meanings(of: rule).contains { $0.conditions.inputs.contains(where: \.isInverted) } ? "docker" : nil
    }

    /// The device by which alone Docker's raw table lets packets for a container's address come.
    var rawDevice: String? {
        guard rule.table == "raw", rule.chain == "PREROUTING" else { return nil }
        return query.meanings(of: rule).lazy.compactMap { meaning -> String? in
            guard meaning.conditions.destinations.flatMap(\.wanted).contains(where: { $0.host != nil }) else {
                return nil
            }
            return meaning.conditions.inputs.first { $0.isInverted }?.chosen.first?.name
        }.first
    }

    /// Of networks that were made with `--internal`.
    var internalOwner: String? {
        rule.table == "docker-bridges" || rule.chain == "DOCKER-ISOLATION-STAGE-1" || rule.chain == "DOCKER-INTERNAL"
            ? "docker" : nil
    }

    private static func owner(of chain: String, in list: [(prefix: String, owner: String)]) -> String? {
        list.first { chain.hasPrefix($0.prefix) }?.owner
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
