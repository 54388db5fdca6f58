import Addresses
import Netfilter
import NetworkModel
import SnapshotQuery

/// A set that a rule looks an address up in: of nf_tables, or one of ipset(8).
public enum RuleSet: Hashable, Sendable {
    case nft(NftRef)
    case ipset(index: UInt16, name: String)

    public var name: String {
        switch self {
        case .nft(let ref): ref.name
        case .ipset(_, let name): name
        }
    }

    /// A namespace in which the set has this address; nil for sets of more than addresses.
    func adding(_ address: IPAddress, to namespace: Namespace) -> Namespace? {
        var namespace = namespace
        switch self {
        case .nft(let ref):
            // The catch-all element: whatever it is that is looked up, it is there.
            let changed = namespace.ruleset?.updateSet(ref) {
                $0.elements = Table([NftElement(key: nil, flags: 2)], coverage: .complete)
            }
            return changed == true ? namespace : nil
        case .ipset(let index, _):
            guard let row = namespace.ipsets.rows.firstIndex(where: { $0.index == index }),
                case let kinds = namespace.ipsets.rows[row].typename.split(separator: ":").last,
                kinds == "ip" || kinds == "net"
            else { return nil }
            var member = IpsetMember()
            member.address = address
            namespace.ipsets.rows[row].members.rows.append(member)
            return namespace
        }
    }

    /// The single addresses in it.
    func hosts(in query: SnapshotQuery, _ id: NetnsID) -> [IPAddress] {
        switch self {
        case .nft(let ref):
            guard let set = query.ruleset(id).value?.set(ref), !set.flags.contains(.interval) else { return [] }
            return (query.nftElements(id, ref).value ?? []).compactMap { $0.key.flatMap { IPAddress(bytes: $0.bytes) } }
        case .ipset(let index, _):
            guard let set = query.ipset(id, index: index).value, set.typename.hasSuffix(":ip") else { return [] }
            return (query.ipsetMembers(id, set).value ?? []).filter { $0.addressTo == nil && $0.prefixLength == nil }
                .compactMap(\.address)
        }
    }
}

extension SnapshotQuery {
    /// The named sets that a rule looks addresses of this packet up in, with the address.
    func sets(of rule: RuleReference, for packet: Packet) -> [(RuleSet, IPAddress)] {
        switch rule.place {
        case .handle(let handle):
            guard let family = NftFamily(rawValue: rule.family.rawValue),
                let table = ruleset(rule.netns).value?.table(family, rule.table),
                let found = table.chains[rule.chain]?.rules.rows.first(where: { $0.handle == handle })
            else { return [] }
            return sets(of: found, table, rule.netns, packet)
        case .number(let number):
            let family: XtFamily = rule.family == .ip6 ? .ip6 : .ip
            guard let rules = xtChains(rule.netns, family, rule.table).value?[rule.chain]?.rules,
                rules.indices.contains(number - 1)
            else { return [] }
            return rules[number - 1].matches.compactMap { set(of: $0, rule.netns, packet) }
        case .policy, .chain: return []
        }
    }

    private func sets(of rule: NftRule, _ table: NftTable, _ id: NetnsID, _ packet: Packet) -> [(RuleSet, IPAddress)] {
        rule.expressions.enumerated().compactMap { index, expression in
            switch expression {
            case .lookup(let name, let sreg, nil, false):
                guard let set = table.sets[name], !set.flags.contains(.anonymous) else { return nil }
                let loads = rule.expressions[..<index].reversed().lazy.compactMap {
                    Self.address($0, in: sreg, of: packet)
                }
                return loads.first.map { (.nft(table.ref(name)), $0) }
            case .match("set", let revision, let info):
                let match = XtMatch(compat: "set", revision: revision, info: info, family: packet.family)
                return match.flatMap { set(of: $0, id, packet) }
            default: return nil
            }
        }
    }

    /// `ip saddr`, `ip6 daddr` and so on, as the header has them.
    private static func address(_ expression: NftExpression, in sreg: Int, of packet: Packet) -> IPAddress? {
        guard case .payload(sreg, .nh, let offset, let length) = expression, length * 8 == packet.family.width else {
            return nil
        }
        switch (packet.family, offset) {
        case (.inet, 12), (.inet6, 8): return packet.src
        case (.inet, 16), (.inet6, 24): return packet.dst
        default: return nil
        }
    }

    private func set(of match: XtMatch, _ id: NetnsID, _ packet: Packet) -> (RuleSet, IPAddress)? {
        guard case .set(let match) = match, !match.inverted, let isSource = match.set.sources.first,
            let set = ipset(id, index: match.set.index).value
        else { return nil }
        return (.ipset(index: set.index, name: set.name), isSource ? packet.src : packet.dst)
    }
}
