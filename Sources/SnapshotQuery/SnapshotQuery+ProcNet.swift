import Addresses
import NetworkModel

// What netfilter remembers of past packets, and who waits for packets: files of /proc/net.

extension SnapshotQuery {
    /// The queues of NFQUEUE that a program reads; absent where the kernel has no such queues.
    public func queueReaders(_ id: NetnsID) -> Observed<[QueueReader]> { file(id, .queueReaders, \.queueReaders) }

    /// The AF_PACKET sockets of a namespace; absent where the kernel has none of that kind.
    public func packetSockets(_ id: NetnsID) -> Observed<[PacketSocket]> { file(id, .packetSockets, \.packetSockets) }

    /// How many neighbours the machine has; absent but in its first namespace.
    public func neighborStatistics(_ id: NetnsID, _ family: IPAddress.Family) -> Observed<[NeighborStatistics]> {
        file(id, .neighborStatistics(family), family == .inet ? \.arpCache : \.ndiscCache)
    }

    /// The buckets of a hashlimit; absent where there is no limit of that name.
    public func hashlimit(_ id: NetnsID, _ family: IPAddress.Family, _ name: String) -> Observed<[HashlimitBucket]> {
        file(
            id, .hashlimit(family, name: name), family == .inet ? \.hashlimits[name] : \.hashlimits6[name])
    }

    /// The addresses on a list of xt_recent; absent where there is no list of that name.
    public func recent(_ id: NetnsID, _ name: String) -> Observed<[RecentAddress]> {
        file(id, .recent(name: name), \.recents[name])
    }

    /// What the kernel has counted in a namespace since it was made.
    public func netstat(_ id: NetnsID) -> Observed<Netstat> { file(id, .netstat, \.netstat) }

    /// Services of IPVS; absent where it is not loaded, and where a snapshot is from a tool that did not look.
    public func ipvs(_ id: NetnsID) -> Observed<[IPVSService]> {
        if let known = namespace(id)?.procNet?.ipvs { return known }
        lack(.procNet(id, .ipvs))
        return .absent
    }

    private func file<Value>(
        _ id: NetnsID, _ file: ProcNetFile, _ path: KeyPath<ProcNet, Observed<Value>?>
    ) -> Observed<Value> {
        guard let namespace = namespace(id) else { return .unknown("namespace \(id) was not read") }
        return namespace.procNet?[keyPath: path] ?? missing(.procNet(id, file))
    }
}
