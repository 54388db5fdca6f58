import Addresses
import NetworkModel

extension NamespaceIndex {
    /// Whether a need of this namespace was seen to: what was read answers it, or says why nothing does.
    func answers(_ need: Need) -> Bool {
        switch need {
        case .table(_, let fact): answers(fact)
        case .link(_, let ifindex): link(ifindex) != nil || namespace.links.answers(Table<Link>.key(ifindex))
        case .linkNamed(_, let name): link(named: name) != nil || namespace.links.answers(Table<Link>.key(name: name))
        case .portList(_, let bridge): namespace.portLists[bridge] != nil || answersPorts(of: bridge)
        case .ports(_, let bridge): answersPorts(of: bridge)
        case .bridgeVlans: namespace.bridgeVlans != nil || namespace.links.isCutShort
        case .traffic(_, let ifindex): namespace.traffic?[ifindex] != nil || namespace.links.isCutShort
        case .addresses(_, let ifindex):
            hasAllAddresses || namespace.addresses.answers(Table<Address>.key(ifindex))
        case .netconfOfAll: namespace.netconf.answers(Table<NetConf>.keyOfAll)
        case .neighbor(_, let ifindex, let dst):
            neighbor(ifindex, dst) != nil || namespace.neighbors.answers(Table<Neighbor>.key(ifindex, dst))
        case .neighborsOn(_, let ifindex): namespace.neighbors.answers(Table<Neighbor>.key(device: ifindex))
        case .proxyNeighbors: namespace.proxyNeighbors.isSeenTo
        case .fdb(_, let bridge, let mac):
            fdbEntry(bridge, mac) != nil || namespace.fdb.answers(Table<FDBEntry>.key(bridge, mac))
        case .deviceFdb(_, let ifindex): namespace.fdb.answers(Table<FDBEntry>.key(device: ifindex))
        case .sysctl(_, let name): namespace.sysctls[name] != nil
        case .procNet(_, let file): answers(file)
        case .peerNamespace(_, let nsid):
            nsid < 0 || namespace.nsids[nsid] != nil || namespace.lostNsids[nsid] != nil
        case .peek(_, let nsid, let ifindex): namespace.peeks[Peek.key(nsid: nsid, ifindex: ifindex)] != nil
        case .conntrack: namespace.conntrack != nil
        case .flowCensus: namespace.flowCensus != nil
        case .flows(_, let filter): namespace.flows.answers(filter.key) || hasOnly(filter)
        case .portUse(_, let source, let first, let last):
            first > last || namespace.portUses[PortUse.key(source, first...last)] != nil
        case .offloads(_, let ifindex): namespace.offloads?[ifindex] != nil
        case .wireguard(_, let ifindex): namespace.wireguards?[ifindex] != nil
        case .xfrm: namespace.xfrm != nil
        case .ipsets: namespace.ipsets.isSeenTo
        case .ipset(_, let name): answers(ipset: name)
        case .xtables(_, let family): namespace.xtables[family] != nil
        case .xtable(_, let family, let name): answers(xtable: name, family)
        case .ruleset: namespace.ruleset?.tables.isSeenTo ?? false
        case .nftRules(_, let ref): answersPiece { $0.chain(ref)?.rules.isSeenTo }
        case .nftElements(_, let ref): answersPiece { $0.set(ref)?.elements.isSeenTo }
        case .nftElement(_, let ref, let key): answersPiece { $0.set(ref).map { $0.lookups?[key.hex] != nil } }
        case .socketOwners: namespace.socketOwners != nil
        case .namedResolver: namespace.resolver != nil
        case .program, .cgroupPrograms, .holders, .namespaces, .resolver, .census, .hostFact: false
        }
    }

    private func answers(_ fact: Need.Fact) -> Bool {
        switch fact {
        case .links: namespace.links.isSeenTo
        case .addresses: namespace.addresses.answers(Table<Address>.key(.inet))
        case .addresses6: namespace.addresses.answers(Table<Address>.key(.inet6))
        case .routes: namespace.routes.isSeenTo
        case .routes6: namespace.routes6.isSeenTo
        case .rules: namespace.rules.isSeenTo
        case .nexthops: namespace.nexthops.isSeenTo
        case .neighbors: namespace.neighbors.isSeenTo
        case .fdb: namespace.fdb.isSeenTo
        case .netconf: namespace.netconf.isSeenTo
        case .sockets: namespace.sockets.isSeenTo
        case .ruleset:
            answersPiece { ruleset in
                ruleset.tables.rows.allSatisfy { table in
                    table.chains.values.allSatisfy(\.rules.isSeenTo)
                        && table.sets.values.allSatisfy(\.elements.isSeenTo)
                }
            }
        }
    }

    private func answers(_ file: ProcNetFile) -> Bool {
        guard let files = namespace.procNet else { return false }
        return switch file {
        case .queueReaders: files.queueReaders != nil
        case .packetSockets: files.packetSockets != nil
        case .neighborStatistics(.inet): files.arpCache != nil
        case .neighborStatistics(.inet6): files.ndiscCache != nil
        case .netstat: files.netstat != nil
        case .ipvs: files.ipvs != nil
        case .hashlimit(.inet, let name): files.hashlimits[name] != nil
        case .hashlimit(.inet6, let name): files.hashlimits6[name] != nil
        case .recent(let name): files.recents[name] != nil
        }
    }

    /// The connection of a tuple is here: there is but one.
    private func hasOnly(_ filter: ConntrackFilter) -> Bool {
        guard case .tuple = filter else { return false }
        return namespace.flows.rows.contains(where: filter.matches)
    }

    private func answersPorts(of bridge: Int) -> Bool { namespace.links.answers(Table<Link>.key(portsOf: bridge)) }

    /// A piece of the ruleset. Where it is not known what there is, nobody knows it; nil is for what there is not.
    private func answersPiece(_ piece: (Ruleset) -> Bool?) -> Bool {
        guard let ruleset = namespace.ruleset, ruleset.tables.isSeenTo else { return false }
        return ruleset.tables.isCutShort || piece(ruleset) ?? true
    }

    private func answers(ipset name: String) -> Bool {
        guard let set = namespace.ipsets.rows.first(where: { $0.name == name }) else {
            return namespace.ipsets.isSeenTo
        }
        return set.members.isSeenTo
    }

    private func answers(xtable name: String, _ family: XtFamily) -> Bool {
        guard let tables = namespace.xtables[family] else { return false }
        guard tables.names.value?.contains(name) == true else { return true }
        return tables.tables[name] != nil
    }
}

extension Table {
    /// Read as a whole, or as far as it could be.
    fileprivate var isSeenTo: Bool { coverage != .unread }

    fileprivate var isCutShort: Bool { if case .incomplete = coverage { true } else { false } }

    /// Whether a row that is not here was looked for.
    fileprivate func answers(_ key: @autoclosure () -> String) -> Bool { isSeenTo || asked.contains(key()) }
}
