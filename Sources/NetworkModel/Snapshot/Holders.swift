/// What keeps a network namespace alive, and what people call it.
public struct Holders: Hashable, Sendable, Codable {
    /// A process that lives in the namespace.
    public struct Member: Hashable, Sendable, Codable {
        public var pid: Int
        public var comm: String

        public init(pid: Int, comm: String) {
            self.pid = pid
            self.comm = comm
        }
    }

    /// An open descriptor of a process that may live elsewhere.
    public struct Descriptor: Hashable, Sendable, Codable {
        public var pid: Int
        public var comm: String
        public var fd: Int

        public init(pid: Int, comm: String, fd: Int) {
            self.pid = pid
            self.comm = comm
            self.fd = fd
        }
    }

    /// nsfs bind mounts: paths as seen in the mount namespace where they were found.
    public struct Mount: Hashable, Sendable, Codable {
        public var path: String
        /// A process of the mount namespace that has it; nil for our own.
        public var seenBy: Int?

        public init(path: String, seenBy: Int? = nil) {
            self.path = path
            self.seenBy = seenBy
        }
    }

    public var processes: [Member] = []
    /// Thread ids whose leader lives in another namespace.
    public var threads: [Member] = []
    public var descriptors: [Descriptor] = []
    public var mounts: [Mount] = []
    /// Why the lists may be short; nil when every process could be looked at.
    public var gap: String?

    public init() {}
}
