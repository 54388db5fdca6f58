/// Everything that was seen, as one value: the only thing that diagnosis reads, live or replayed.
public struct Snapshot: Sendable, Codable, Equatable {
    /// `nsdoctor.snapshot/1`; readers refuse other majors.
    public var schema = Snapshot.currentSchema
    public var tool: String
    /// RFC 3339, UTC.
    public var startedAt: String
    public var host: Host
    /// Which target the snapshot was taken for; nil for the whole node.
    public var target: Target?
    public var namespaces: [NetnsID: Namespace] = [:]
    public var processes: [Int: Process] = [:]
    /// Resolver files by process, read through /proc/PID/root.
    public var resolvers: [Int: ResolverFiles] = [:]
    /// Files in /run/netns that are no namespaces.
    public var staleNames: [StaleName] = []
    /// True once every process and mount of the machine was searched for namespaces.
    public var isNodeWide = false
    /// True where all namespaces are here, though not with all their tables.
    public var hasAllNamespaces: Bool?
    /// BPF programs by their ids, which no namespace limits.
    public var programs: [Int: Observed<BPFProgram>]?
    /// Those on the cgroups of processes, by the process; absent where there are none.
    public var cgroupPrograms: [Int: Observed<CgroupPrograms>]?
    /// A look at all processes, where somebody asked for it.
    public var census: ProcessCensus?
    /// Facts about the machine as a whole, where somebody asked for any.
    public var hostFacts: HostFacts?
    /// What was captured, where somebody asked for it.
    public var capture: PacketCapture?
    /// What moved while counters were watched, where somebody asked for it.
    public var watched: WatchedCounters?
    /// What became of real packets, where somebody asked for them to be sent.
    public var probing: ProbeRun?
    public var gaps: [Gap] = []

    public static let currentSchema = "nsdoctor.snapshot/1"

    public init(tool: String, startedAt: String, host: Host) {
        self.tool = tool
        self.startedAt = startedAt
        self.host = host
    }

    /// The namespace that the tool ran in; nil where it was not read.
    public var ownNetns: NetnsID? { namespaces.values.first(where: \.isOwn)?.id }

    /// What an older tool did not note is not known.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            tool: try fields.decode(String.self, forKey: .tool),
            startedAt: try fields.decode(String.self, forKey: .startedAt),
            host: try fields.decode(Host.self, forKey: .host))
        schema = try fields.decode(String.self, forKey: .schema)
        try fields.fill(&target, .target)
        try fields.fill(&namespaces, .namespaces)
        try fields.fill(&processes, .processes)
        try fields.fill(&resolvers, .resolvers)
        try fields.fill(&staleNames, .staleNames)
        try fields.fill(&isNodeWide, .isNodeWide)
        try fields.fill(&hasAllNamespaces, .hasAllNamespaces)
        try fields.fill(&programs, .programs)
        try fields.fill(&cgroupPrograms, .cgroupPrograms)
        try fields.fill(&census, .census)
        try fields.fill(&hostFacts, .hostFacts)
        try fields.fill(&capture, .capture)
        try fields.fill(&watched, .watched)
        try fields.fill(&probing, .probing)
        try fields.fill(&gaps, .gaps)
    }

    public struct Host: Hashable, Sendable, Codable {
        public var name: String
        public var kernel: String
        /// The user namespace of who looked: what all numbers of users and groups mean. Nil where it was not read.
        public var userns: UInt64?

        public init(name: String, kernel: String, userns: UInt64? = nil) {
            self.name = name
            self.kernel = kernel
            self.userns = userns
        }
    }

    /// A name that `ip netns` would list but that leads to no namespace.
    public struct StaleName: Hashable, Sendable, Codable {
        public var path: String
        public var reason: String

        public init(path: String, reason: String) {
            self.path = path
            self.reason = reason
        }
    }
}
