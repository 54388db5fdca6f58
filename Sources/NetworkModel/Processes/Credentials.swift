/// What decides about a process's sockets, of /proc/PID/status. Groups are numbers of the reader's user namespace.
public struct Credentials: Hashable, Sendable, Codable {
    /// CAP_*.
    public enum Capability: UInt64, Sendable {
        case netBindService = 10
        case netRaw = 13
    }

    /// Effective group, then the supplementary ones.
    public var groups: [Int]
    /// Bits of CAP_* that count now.
    public var effective: UInt64
    /// Bits of CAP_* that a program with file capabilities may get.
    public var bounding: UInt64
    /// PR_SET_NO_NEW_PRIVS: programs get none of them.
    public var noNewPrivileges: Bool

    public init(groups: [Int], effective: UInt64, bounding: UInt64, noNewPrivileges: Bool) {
        self.groups = groups
        self.effective = effective
        self.bounding = bounding
        self.noNewPrivileges = noNewPrivileges
    }

    /// Whether one of the sets has a capability.
    public func has(_ capability: Capability, in set: KeyPath<Credentials, UInt64>) -> Bool {
        self[keyPath: set] >> capability.rawValue & 1 == 1
    }
}
