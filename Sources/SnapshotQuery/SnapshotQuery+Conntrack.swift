import Addresses
import NetworkModel

// Questions about connection tracking and ipsets.

extension SnapshotQuery {
    /// How full the table is and how it is set; absent where the kernel has no conntrack.
    public func conntrack(_ id: NetnsID) -> Observed<Conntrack> {
        guard let namespace = namespace(id) else { return .unknown("namespace \(id) was not read") }
        return namespace.conntrack ?? missing(.conntrack(id))
    }

    /// How many entries there are of each kind.
    public func flowCensus(_ id: NetnsID) -> Observed<ConntrackCensus> {
        guard let namespace = namespace(id) else { return .unknown("namespace \(id) was not read") }
        return namespace.flowCensus ?? missing(.flowCensus(id))
    }

    /// How many source ports of an address each destination has taken, the busiest first.
    public func portUse(_ id: NetnsID, _ source: IPAddress, _ ports: ClosedRange<UInt16>) -> Observed<[PortUse]> {
        guard let namespace = namespace(id) else { return .unknown("namespace \(id) was not read") }
        return namespace.portUses[PortUse.key(source, ports)]
            ?? missing(.portUse(id, source, first: ports.lowerBound, last: ports.upperBound))
    }

    /// The entry that packets with this tuple belong to, in either direction.
    public func flow(_ id: NetnsID, _ tuple: ConntrackEntry.Tuple, zone: UInt16) -> Observed<ConntrackEntry> {
        let filter = ConntrackFilter.tuple(tuple, zone: zone)
        return flows(id, filter).flatMap { $0.first.map { .known($0) } ?? .absent }
    }

    /// All entries with an address at one place.
    public func flows(_ id: NetnsID, _ filter: ConntrackFilter) -> Observed<[ConntrackEntry]> {
        guard let namespace = namespace(id) else { return .unknown("namespace \(id) was not read") }
        if case .tuple = filter {
            // One is all that there can be.
            if let flow = namespace.flows.rows.first(where: filter.matches) { return .known([flow]) }
        }
        if namespace.flows.isComplete || namespace.flows.asked.contains(filter.key) {
            return .known(namespace.flows.rows.filter(filter.matches))
        }
        if case .incomplete(let reason) = namespace.flows.coverage { return .unknown(reason) }
        return missing(.flows(id, filter))
    }

    /// The set that rules know by a number.
    public func ipset(_ id: NetnsID, index: UInt16) -> Observed<Ipset> {
        ipsets(id).flatMap { sets in sets.first { $0.index == index }.map { .known($0) } ?? .absent }
    }

    /// The set of that name; absent once all names are known and this is none of them.
    public func ipset(_ id: NetnsID, named name: String) -> Observed<Ipset> {
        ipsets(id).flatMap { sets in sets.first { $0.name == name }.map { .known($0) } ?? .absent }
    }

    /// The members of a set, which are read one set at a time.
    public func ipsetMembers(_ id: NetnsID, _ set: Ipset) -> Observed<[IpsetMember]> {
        switch set.members.coverage {
        case .complete: .known(set.members.rows)
        case .incomplete(let reason): .unknown(reason)
        case .unread: missing(.ipset(id, name: set.name))
        }
    }

    /// All sets of ipset(8), without their members.
    public func ipsets(_ id: NetnsID) -> Observed<[Ipset]> {
        guard let namespace = namespace(id) else { return .unknown("namespace \(id) was not read") }
        switch namespace.ipsets.coverage {
        case .complete: return .known(namespace.ipsets.rows)
        case .incomplete(let reason): return .unknown(reason)
        case .unread: return missing(.ipsets(id))
        }
    }
}
