import Addresses
import NetworkModel

extension Fact {
    init(_ link: Link, _ namespace: Namespace, _ snapshot: Snapshot, _ names: [Int: String]) {
        self.init(.link, link.ifname)
        add("kind", link.infoKind)
        add("state", link.isUp ? "up" : "down")
        if link.isUp { add("carrier", link.hasCarrier) }
        add("mtu", link.mtu)
        add("hardware address", link.address?.description)
        add("master", link.master.map { names[$0] ?? "\($0)" })
        add("other end", Self.otherEnd(of: link, namespace, snapshot, names))
        if link.flags.contains(.noARP), link.linkType == 1 { add("arp", "off") }
        add("group", link.group == 0 ? nil : link.group)
        if let protoDown = link.protoDown, protoDown { add("protodown", "on") }
        if !link.altnames.isEmpty { add("other names", link.altnames.sorted().joined(separator: ", ")) }
        add("alias", link.ifalias)
        add("xdp program", link.xdp.map { $0.programId.map { "\($0)" } ?? "attached" })
        if let qdisc = link.qdisc, !Qdisc.isOrdinary(qdisc) { add("qdisc", qdisc) }
        addInfo(link.info, names)
        addPort(link.port)
        if case .known(let vlans)? = namespace.bridgeVlans, let own = vlans[link.ifindex], !own.isEmpty {
            add("vlans", own.map(\.words).joined(separator: " "))
        }
        addSettings(link)
    }

    /// The other end of a pair, or the device below.
    private static func otherEnd(
        of link: Link, _ namespace: Namespace, _ snapshot: Snapshot, _ names: [Int: String]
    ) -> String? {
        guard let index = link.linkIndex, index > 0 else { return nil }
        guard let nsid = link.linkNetnsid else { return names[index] }
        // What is out of sight is no news, and nothing that is gone.
        guard let id = namespace.nsids[nsid], let name = snapshot.namespaces[id]?.linkNames[index] else { return nil }
        return "\(name) in \(snapshot.word(for: id))"
    }

    private mutating func addInfo(_ info: LinkInfo?, _ names: [Int: String]) {
        func device(_ index: UInt32?) -> String? { index.flatMap { $0 == 0 ? nil : names[Int($0)] } }
        switch info {
        case .bridge(let bridge):
            add("vlan filtering", bridge.vlanFiltering)
            add("spanning tree", bridge.stpState.map { $0 > 0 })
            add("calls iptables", bridge.nfCallIptables)
            add("multicast snooping", bridge.mcastSnooping)
        case .vxlan(let tunnel):
            add("vni", tunnel.id)
            add("local", tunnel.local?.description)
            add("remote", tunnel.group?.description)
            add("port", tunnel.port)
            add("below", device(tunnel.link))
            add("learning", tunnel.learning)
            add("df", tunnel.df)
        case .macvlan(let mode, let sources, _):
            add("mode", mode)
            add("senders", sources?.map(\.description).sorted().joined(separator: ", "))
        case .ipvlan(let mode, let flags):
            add("mode", mode)
            add("flags", flags ?? 0)
        case .vlan(let id, let proto):
            add("vlan", id)
            add("vlan protocol", proto)
        case .vrf(let table): add("table", table)
        case .tun(let tun): add("persistent", tun.persist)
        case .bond(let bond):
            add("mode", bond.mode)
            add("active", device(bond.activeSlave))
        case .tunnel(let tunnel):
            add("local", tunnel.local?.description)
            add("remote", tunnel.remote?.description)
            add("key", tunnel.key)
            add("output key", tunnel.outputKey)
            add("carries", tunnel.carries)
            add("path MTU discovery", tunnel.discoversMtu)
        case .geneve(let tunnel):
            add("vni", tunnel.id)
            add("remote", tunnel.remote?.description)
            add("port", tunnel.port)
            add("df", tunnel.df)
        case nil: break
        }
    }

    private mutating func addPort(_ port: BridgePort?) {
        guard let port else { return }
        add("port state", port.state?.name)
        add("isolated", port.isolated)
        add("hairpin", port.hairpin)
        add("learning", port.learning)
        add("flood", port.flood)
        add("multicast flood", port.mcastFlood)
        add("broadcast flood", port.bcastFlood)
        add("locked", port.locked)
        add("neighbour suppression", port.neighSuppress)
    }

    /// Of its own, as far as they decide about packets.
    private mutating func addSettings(_ link: Link) {
        add("forwarding", link.inet?.forwarding)
        add("rp_filter", link.inet?.rpFilter)
        add("arp_ignore", link.inet?.arpIgnore)
        add("arp_announce", link.inet?.arpAnnounce)
        add("arp_filter", link.inet?.arpFilter)
        add("proxy_arp", link.inet?.proxyArp)
        add("accept_local", link.inet?.acceptLocal)
        add("route_localnet", link.inet?.routeLocalnet)
        add("src_valid_mark", link.inet?.srcValidMark)
        add("forwarding (IPv6)", link.inet6?.forwarding)
        add("disable_ipv6", link.inet6?.disableIpv6)
        add("accept_ra", link.inet6?.acceptRa)
        add("proxy_ndp", link.inet6?.proxyNdp)
    }
}

extension BridgeVLAN {
    fileprivate var words: String {
        "\(first == last ? "\(first)" : "\(first)-\(last)")\(pvid ? " pvid" : "")\(untagged ? " untagged" : "")"
    }
}

extension LinkTraffic {
    func facts(on link: String, _ names: [Int: String]) -> [Fact] {
        var facts: [Fact] = []
        for direction in Direction.allCases {
            for filter in filters(direction) {
                var fact = Fact(.filter, "\(link) \(direction.rawValue) pref \(filter.priority) \(filter.kind)")
                fact.add("actions", filter.actions.map { $0.words(names) }.joined(separator: ", "))
                facts.append(fact)
            }
            if case .known(let programs) = tcx(direction), !programs.isEmpty {
                var fact = Fact(.filter, "\(link) tcx \(direction.rawValue)")
                fact.add("programs", programs.count)
                facts.append(fact)
            }
        }
        if let qdisc {
            var fact = Fact(.filter, "\(link) qdisc \(qdisc.kind)")
            fact.add("rate", qdisc.rate)
            fact.add("limit", qdisc.limit)
            fact.add("loss", qdisc.loss.map { "\($0)" })
            facts.append(fact)
        }
        return facts
    }
}

extension TrafficAction {
    fileprivate func words(_ names: [Int: String]) -> String {
        let device = mirror.map { " to \(names[$0.ifindex] ?? "\($0.ifindex)")" } ?? ""
        return "\(kind)\(verdict.map { " \($0)" } ?? "")\(device)"
    }
}
