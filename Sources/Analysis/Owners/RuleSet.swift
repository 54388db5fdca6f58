import Addresses
import Netfilter
import NetworkModel
import SnapshotQuery

/// A set that a rule looks an address up in: of nf_tables, or one of ipset(8).
public enum RuleSet: Hashable, Sendable {
    case nft(NftRef)
    case ipset(index: UInt16, name: String)

    /// As `nft` and `ipset` name it.
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
                namespace.ipsets.rows[row].isOfAddresses
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
            guard let set = query.ipset(id, index: index).value, set.isOfAddresses, set.typename != Ipset.hashNet
            else { return [] }
            return (query.ipsetMembers(id, set).value ?? []).filter { $0.addressTo == nil && $0.prefixLength == nil }
                .compactMap(\.address)
        }
    }
}

extension SnapshotQuery {
    /// The sets that a rule looks addresses of this packet up in, with the address.
    func sets(of rule: RuleReference, for packet: Packet) -> [(RuleSet, IPAddress)] {
        var found: [(RuleSet, IPAddress)] = []
        for conditions in meanings(of: rule, asking: false).map(\.conditions) {
            for (tests, address) in [(conditions.sources, packet.src), (conditions.destinations, packet.dst)] {
                for set in tests.compactMap(\.wantedSet).compactMap({ self.set($0, of: rule) })
                where !found.contains(where: { $0 == (set, address) }) {
                    found.append((set, address))
                }
            }
        }
        return found
    }

    private func set(_ reference: SetReference, of rule: RuleReference) -> RuleSet? {
        switch reference {
        case .nft(let name):
            NftFamily(rawValue: rule.family.rawValue).map { .nft(NftRef($0, rule.table, name)) }
        case .ipset(let index): ipset(rule.netns, index: index).value.map { .ipset(index: $0.index, name: $0.name) }
        }
    }
}
