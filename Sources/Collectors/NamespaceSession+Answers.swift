import NetworkModel

extension NamespaceSession {
    /// Fetches what is had through sockets that are open already; what is not is answered elsewhere.
    func answer(_ need: Need, into namespace: inout Namespace) {
        switch need {
        case .table(_, let fact): read(fact, into: &namespace)
        case .link(_, let ifindex):
            readLink(ifindex, into: &namespace)
            // Whoever asks for the far end of a pair asks next what it is plugged into. The ports of a bridge share it.
            if let master = namespace.link(ifindex)?.master,
                !namespace.links.asked.contains(Table<Link>.key(master))
            {
                readLink(master, into: &namespace)
            }
        case .linkNamed(_, let ifname): readLink(named: ifname, into: &namespace)
        case .portList(_, let bridge): readPortList(of: bridge, into: &namespace)
        case .ports(_, let bridge): readPorts(of: bridge, into: &namespace)
        case .bridgeVlans: readBridgeVLANs(into: &namespace)
        case .addresses(_, let ifindex): readAddresses(on: ifindex, into: &namespace)
        case .netconfOfAll: readNetconfOfAll(into: &namespace)
        case .neighbor(_, let ifindex, let dst): readNeighbor(ifindex, dst, into: &namespace)
        case .neighborsOn(_, let ifindex): readNeighbors(on: ifindex, into: &namespace)
        case .traffic(_, let ifindex): readTraffic(ifindex, into: &namespace)
        case .offloads(_, let ifindex): readOffloads(ifindex, into: &namespace)
        case .fdb(_, let bridge, let mac): readFDB(bridge, mac, into: &namespace)
        case .deviceFdb(_, let ifindex): readFDB(device: ifindex, into: &namespace)
        case .peek(_, let nsid, let ifindex): readPeek(nsid, ifindex, into: &namespace)
        case .ruleset: readRuleset(into: &namespace)
        case .nftRules(_, let chain): readNftRules(chain, into: &namespace)
        case .nftElements(_, let set): readNftElements(set, into: &namespace)
        case .nftElement(_, let set, let key): readNftElement(set, key, into: &namespace)
        case .conntrack: readConntrack(into: &namespace)
        case .flows(_, let filter): readFlows(filter, into: &namespace)
        case .flowCensus: readFlowCensus(into: &namespace)
        case .portUse(_, let source, let first, let last):
            if first <= last { readPortUse(of: source, first...last, into: &namespace) }
        case .proxyNeighbors: readProxyNeighbors(into: &namespace)
        case .ipsets: readIpsets(into: &namespace)
        case .ipset(_, let name): readIpset(name, into: &namespace)
        case .sysctl, .procNet, .census, .xtables, .xtable, .xfrm, .wireguard, .peerNamespace, .program,
            .cgroupPrograms, .holders,
            .namespaces, .socketOwners, .resolver, .namedResolver, .hostFact:
            break
        }
    }
}
