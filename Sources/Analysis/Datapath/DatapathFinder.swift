import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

extension TargetAnalysis {
    /// Nil for a whole node, for the node's own network, and where no sign of any platform is on the target's way, nor any of
    /// who translates addresses of services or looks after rules.
    func findDatapath() -> Datapath? {
        guard !scope.isNode, scope.subjects.count == 1, let subject = scope.subjects.first,
            query.namespace(subject)?.isOwn != true
        else { return nil }
        if let network = userModeNetworks.first { return Datapath(network) }
        guard let attachment = mainAttachment(of: subject), let signs = signs(of: attachment) else { return nil }
        let candidates = Platform.all.compactMap { PlatformMatch($0, signs) }
        // Signs that speak for two platforms as loudly speak for none.
        let weight = candidates.map(\.weight).max()
        let best = candidates.filter { $0.weight == weight }
        guard best.count == 1 || !signs.services.isEmpty || !signs.firewalls.isEmpty else { return nil }
        var datapath = Datapath(
            best.count == 1 ? best[0] : nil, attachment, signs, attachment.globalAddresses.first?.local.address)
        datapath.also = attachments(of: subject).filter { $0.ref != attachment.ref }.compactMap(\.asideWords)
        return datapath
    }

    /// The one by which the target's packets leave, or the first.
    func mainAttachment(of subject: NetnsID) -> Attachment? {
        let all = attachments(of: subject)
        let gateways = Set(self.gateways.filter { $0.netns == subject }.compactMap { $0.attachment?.ref })
        return all.first { gateways.contains($0.ref) } ?? all.first { $0.outerRef != nil }
    }

    func signs(of attachment: Attachment) -> PlatformSigns? {
        guard let id = attachment.outerRef?.netns, let home = query.namespace(id) else { return nil }
        let bridge = attachment.bridge?.link
        let addresses = Set(attachment.addresses.map(\.local.address))
        let files = query.pluginFiles().value
        let isNamed = bridge.map { link in Self.namedBridges.contains { Glob.matches($0, link.ifname) } } ?? false
        let networks = isNamed ? query.containerNetworks().value ?? [] : []
        // What was kept of this very container counts before what a file says that may have come since.
        let kept =
            files?.configs.isEmpty == false
            ? attachment.globalAddresses.first.flatMap { query.pluginResult($0.local.address).value?.config } : nil
        let rows = home.ruleset?.tables.rows ?? []
        let legacy = home.xtables.values.flatMap { $0.tables.values.compactMap(\.value) }.flatMap(\.chains)
        return PlatformSigns(
            link: attachment.link, cable: attachment.outer.value, bridge: bridge,
            gateways: gateways.filter { $0.netns == attachment.ref.netns }.map(\.via), home: home,
            hostRoutes: (home.routes.rows + home.routes6.rows).filter { route in
                route.type == .unicast && route.dst.length == route.dst.family.width
                    && addresses.contains(route.dst.address)
            },
            network: networks.first { $0.bridge == bridge?.ifname },
            config: kept.map { files?.file(of: $0) ?? $0 }
                ?? files?.config(of: bridge?.ifname, isBridged: attachment.manner == .bridged),
            programs: metPrograms().map(\.name), daemons: query.snapshot.census?.daemons ?? [],
            chains: Set(rows.flatMap(\.chains.keys) + legacy.map(\.name)), tables: Set(rows.map(\.name)),
            sets: Set(rows.flatMap(\.sets.keys) + home.ipsets.rows.map(\.name)))
    }

    /// Names that Docker and Podman give to bridges: only for those are files of all their networks read.
    private static let namedBridges = ["docker*", "podman*", "cni-podman*", "br-*"]
}

/// A platform that bears at least one mark of the target's own way.
struct PlatformMatch {
    let platform: Platform
    /// Of the target's way, then of the rest of the node.
    let evidence: [String]
    /// What it adds up to.
    let weight: Int

    init?(_ platform: Platform, _ signs: PlatformSigns) {
        let way = platform.way.compactMap { signs.words(for: $0) }
        guard !way.isEmpty else { return nil }
        let beside = platform.beside.compactMap { signs.words(for: $0) }
        self.platform = platform
        evidence = way + beside
        // What is on the way itself counts before all that is only on the node, and a product before the plugins that it
        // is made of.
        weight = (platform.isGeneric ? 50 : way.count * 100) + beside.count
    }
}

extension Datapath {
    fileprivate init(_ match: PlatformMatch?, _ attachment: Attachment, _ signs: PlatformSigns, _ address: IPAddress?) {
        shape = Shape(attachment, isProgram: match?.platform.id == "cilium")
        bridge = attachment.bridge?.link.ifname
        services = signs.services
        firewalls = signs.firewalls
        evidence = match?.evidence ?? []
        guard let match else {
            tunnels = signs.tunnels(beside: nil)
            return
        }
        let carriers = match.platform.carriers.compactMap { carrier in
            signs.carrier(carrier).map { (carrier, $0) }
        }
        (plugin, name, remake) = (match.platform.id, match.platform.name, match.platform.remake)
        if let (carrier, link) = carriers.first {
            mode = carrier.mode
            self.carrier = link.ifname
            underlay = signs.underlay(of: link)?.ifname
            if let makes = carrier.makes { (plugin, name, remake) = makes }
            evidence.append("routes to other nodes lead through \(link.ifname)")
        } else if let plain = match.platform.plainMode, let address,
            signs.hasSibling(of: address)
        {
            mode = plain
            evidence.append("routes to other nodes lead there without an envelope")
        }
        certainty = evidence.count > 1 ? .certain : .likely
        tunnels = signs.tunnels(beside: carrier)
        let cluster = signs.distribution
        distribution = cluster?.name
        if cluster?.plugin == plugin { remake = cluster?.remake }
    }

    fileprivate init(_ network: UserModeNetwork) {
        (plugin, name) = (network.reader.comm, network.reader.comm)
        shape = .userMode
        certainty = .certain
        evidence = ["\(network.ifname) is read by \(network.reader.words)"]
        services = []
    }
}

extension Attachment {
    /// `net1 (macvlan over eth1)`, `eth1 (bridge br-0123456789ab)`; nil for what leads nowhere in sight.
    fileprivate var asideWords: String? {
        guard outerRef != nil else { return nil }
        if let bridge { return "\(link.ifname) (bridge \(bridge.link.ifname))" }
        guard manner == .child, let kind = link.infoKind, let lower = outer.value else { return link.ifname }
        return "\(link.ifname) (\(kind) over \(lower.ifname))"
    }
}

extension Datapath.Shape {
    fileprivate init(_ attachment: Attachment, isProgram: Bool) {
        switch attachment.manner {
        case .bridged: self = .bridge
        case .child:
            switch attachment.link.infoKind {
            case "macvlan", "macvtap": self = .macvlan
            case "ipvlan", "ipvtap": self = .ipvlan
            default: self = .vlan
            }
        case .enslaved: self = .openVSwitch
        case .tun: self = .userMode
        default: self = isProgram ? .ebpf : .routed
        }
    }
}
