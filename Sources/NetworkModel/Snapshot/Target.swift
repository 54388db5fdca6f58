/// What the user asked about, resolved to a namespace.
public struct Target: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case pid, netns, container, pod, unit, vm, iface, node
    }

    public var kind: Kind
    /// As the user typed it.
    public var spelling: String
    public var pid: Int?
    public var netns: NetnsID?
    /// For `iface`: the link in the namespace it was looked up in.
    public var ifname: String?
    /// Host PIDs of processes that carry the same number in a PID namespace of their own.
    public var innerPids: [InnerPID] = []
    /// What else the user wants to know of it; nil where nothing.
    public var destinations: [Destination]?

    public struct InnerPID: Hashable, Sendable, Codable {
        public var pid: Int
        public var comm: String
        public var nspid: [Int]
        public var netns: NetnsID?

        public init(pid: Int, comm: String, nspid: [Int], netns: NetnsID?) {
            self.pid = pid
            self.comm = comm
            self.nspid = nspid
            self.netns = netns
        }
    }

    public init(kind: Kind, spelling: String) {
        self.kind = kind
        self.spelling = spelling
    }
}
