/// Programs of BPF that see what the sockets of a cgroup send and receive, its ancestors' among them: `bpftool cgroup show
/// PATH effective`.
public struct CgroupPrograms: Hashable, Sendable, Codable {
    /// Where in a packet's life a program is asked: BPF_CGROUP_*.
    public enum Hook: String, Hashable, Sendable, Codable, CaseIterable {
        case ingress, egress, connect4, connect6, sendmsg4, sendmsg6
    }

    /// The cgroup's path in the unified hierarchy.
    public var path: String
    /// Ids by the hook's name, in the order in which they run; hooks without a program are left out.
    public var programs: [String: [Int]] = [:]

    public init(path: String) { self.path = path }

    public func at(_ hook: Hook) -> [Int] { programs[hook.rawValue] ?? [] }
}
