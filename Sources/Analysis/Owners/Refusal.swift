import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// A packet that a container platform's own rule stops, in the platform's words.
public struct Refusal: Sendable {
    /// What the platform's rule is for.
    public enum Role: String, Sendable {
        /// Nobody is behind the service.
        case noEndpoints = "no-endpoints"
        /// Nobody on this node is, and the service takes only such from elsewhere.
        case noLocalEndpoints = "no-local-endpoints"
        /// Nobody on this node is, and the service takes only such, whoever asks.
        case noInternalEndpoints = "no-internal-endpoints"
        case networkPolicy = "network-policy"
        /// From one container network to another.
        case networkIsolation = "network-isolation"
        /// For a container's own address, from elsewhere than its network.
        case directAccess = "direct-access"
        /// Out of a network that was made to have no way out, or into it.
        case internalNetwork = "internal-network"
    }

    /// The packet that was stopped.
    public let path: AskedPath
    /// `kube-proxy`, `calico`, `docker` …
    public let owner: String
    public let role: Role
    /// The service, the pod or the two networks that the rule is about, as far as somebody has written that beside it.
    /// Hostile text.
    public let about: String?
    /// The bridges of the two networks that are kept apart. Hostile text.
    public var bridges: [String] = []
}

extension TargetAnalysis {
    /// Nil where something else stops the packet, or a rule that is no platform's. A chain's policy never is one.
    public func refusal(_ asked: AskedPath) -> Refusal? {
        guard let path = asked.stopped, let dropPoint = path.dropPoint, let rule = dropPoint.rule, rule.place != .policy
        else {
            return nil
        }
        let words = RuleWords(rule, of: path, in: query)
        if let (role, service) = words.service {
            return Refusal(path: asked, owner: "kube-proxy", role: role, about: service ?? self.service(words))
        }
        if let owner = words.policyOwner {
            return Refusal(path: asked, owner: owner, role: .networkPolicy, about: words.pod)
        }
        if let device = words.rawDevice, path.packet.input.value?.name != device, !isDocker(path, rule) {
            return Refusal(path: asked, owner: "docker", role: .directAccess, about: device)
        }
        if let owner = words.isolationOwner, let networks = networks(of: path, rule) {
            return Refusal(
                path: asked, owner: owner, role: .networkIsolation, about: networks.joined(separator: " and "),
                bridges: networks)
        }
        if let owner = words.internalOwner, let bridge = onlyBridge(of: path, rule.netns) {
            return Refusal(path: asked, owner: owner, role: .internalNetwork, about: bridge)
        }
        return nil
    }

    /// The network that a subject would have to be on as well, as its users call it; nil where no file tells.
    public func otherNetwork(_ refusal: Refusal) -> String? {
        let own = attachments(of: refusal.path.subject).compactMap { $0.bridge?.link.ifname }
        let others = refusal.bridges.filter { !own.contains($0) }
        guard others.count == 1 else { return nil }
        return query.containerNetworks().value?.first { $0.bridge == others[0] }?.name
    }

    /// It came by another of Docker's networks: one that a rule of the same chain keeps others out of, too.
    private func isDocker(_ path: Trace, _ rule: RuleReference) -> Bool {
        guard let input = path.packet.input.value.flatMap({ bridge(of: $0, in: rule.netns) }) else { return false }
        return meanings(in: [rule.chain], beside: rule).flatMap(\.conditions.inputs).contains { test in
            test.isInverted && test.chosen.contains { $0.name == input.ifname }
        }
    }

    /// The comment of the element that decided, in the maps of kube-proxy's nftables mode.
    private func service(_ words: RuleWords) -> String? {
        guard let family = NftFamily(rawValue: words.rule.family.rawValue), let map = words.serviceMap else {
            return nil
        }
        let ref = NftRef(family, words.rule.table, map.name)
        if let set = query.ruleset(words.rule.netns).value?.set(ref), set.elements.isComplete {
            return set.elements.rows.first { $0.key?.bytes == map.key }?.comment
        }
        return query.nftElement(words.rule.netns, ref, key: NftData(map.key)).value?.comment
    }

    /// Two bridges of this namespace, from one to the other: isolation between networks. What comes from elsewhere is
    /// another matter.
    private func networks(of path: Trace, _ rule: RuleReference) -> [String]? {
        guard let input = path.packet.input.value.flatMap({ bridge(of: $0, in: rule.netns) }) else { return nil }
        if let output = path.packet.output.value {
            guard let output = bridge(of: output, in: rule.netns) else { return nil }
            return output.ifindex == input.ifindex ? nil : [input.ifname, output.ifname]
        }
        // Docker's raw table drops before routing what does not come by the address's own bridge.
        let devices = query.meanings(of: rule).flatMap(\.conditions.inputs).flatMap(\.chosen)
        guard let name = devices.first?.name, name != input.ifname,
            query.link(rule.netns, named: name).value?.infoKind == "bridge"
        else {
            return nil
        }
        return [input.ifname, name]
    }

    private func onlyBridge(of path: Trace, _ id: NetnsID) -> String? {
        let bridges = [path.packet.input.value, path.packet.output.value].compactMap { $0 }.compactMap {
            bridge(of: $0, in: id)
        }
        return bridges.count == 1 ? bridges[0].ifname : nil
    }

    /// The link itself, or the one that it is a port of: bridge-nf shows packets before the bridge has them.
    private func bridge(of interface: Interface, in id: NetnsID) -> Link? {
        guard let link = query.link(LinkRef(id, interface.ifindex)).value else { return nil }
        if link.infoKind == "bridge" { return link }
        let master = link.master.flatMap { query.link(LinkRef(id, $0)).value }
        return master?.infoKind == "bridge" ? master : nil
    }
}
