import NetworkModel
import SnapshotQuery

extension TargetAnalysis {
    /// Whether the target's process may send a ping (ICMP echo): by a raw socket, by a ping socket of one of its
    /// groups, or by a program that brings the capability along. Absent where there is no process or nobody knows.
    public var mayPing: Observed<Bool> {
        guard let target = query.snapshot.target, let pid = target.pid, let id = target.netns,
            let process = query.snapshot.processes[pid], let credentials = process.credentials,
            let owner = query.namespace(id)?.userns, let own = process.userns
        else { return .absent }
        // Capabilities count in the user namespace that owns the network. What a process of another may do there
        // depends
        // on how the two are nested.
        guard owner == own else { return .absent }
        if credentials.has(.netRaw, in: \.effective) { return .known(true) }
        // ping(8) usually has the capability as a file, which works as far as the bounding set lets it.
        if credentials.has(.netRaw, in: \.bounding), !credentials.noNewPrivileges { return .known(true) }
        return query.sysctl(id, "net.ipv4.ping_group_range").map { text in
            let bounds = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
            guard let low = bounds.first, let high = bounds.last, low <= high else { return false }
            return credentials.groups.contains { (low...high).contains($0) }
        }
    }
}
