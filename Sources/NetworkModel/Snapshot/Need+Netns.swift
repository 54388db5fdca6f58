extension Need {
    /// The namespace whose fact it is; nil for facts of the whole machine, or of a process.
    public var netns: NetnsID? {
        switch self {
        case .table(let id, _), .link(let id, _), .linkNamed(let id, _), .portList(let id, _), .ports(let id, _),
            .bridgeVlans(let id), .addresses(let id, _), .netconfOfAll(let id), .neighbor(let id, _, _),
            .neighborsOn(let id, _), .traffic(let id, _), .fdb(let id, _, _), .deviceFdb(let id, _),
            .sysctl(let id, _), .procNet(let id, _), .conntrack(let id), .flows(let id, _), .flowCensus(let id),
            .portUse(let id, _, _, _), .proxyNeighbors(let id), .xfrm(let id), .ipsets(let id), .ipset(let id, _),
            .xtables(let id, _), .xtable(let id, _, _), .peerNamespace(let id, _), .peek(let id, _, _),
            .ruleset(let id), .nftRules(let id, _), .nftElements(let id, _), .nftElement(let id, _, _),
            .socketOwners(let id), .namedResolver(let id), .offloads(let id, _),
            .wireguard(let id, _):
            id
        case .program, .cgroupPrograms, .holders, .namespaces, .census, .resolver, .hostFact: nil
        }
    }
}
