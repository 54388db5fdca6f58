import Addresses

/// What the C library's resolver reads, taken from the target's own root.
public struct ResolverFiles: Hashable, Sendable, Codable {
    /// Where the text came from, and whether it is the file of the mount namespace that we run in (a namespace made
    /// with `ip netns` shares it, a container has its own).
    public var path: String
    public var isHostFile: Bool
    public var resolvConf: Observed<ResolvConf>
    public var hosts: Observed<String>
    public var nsswitch: Observed<String>
    /// Where Docker's resolver, on 127.0.0.11 of a container, passes questions on to from the container's own
    /// namespace; nil where there is none, and where nobody knows.
    public var upstreams: [IPAddress]?

    public init(
        path: String, isHostFile: Bool, resolvConf: Observed<ResolvConf>, hosts: Observed<String>,
        nsswitch: Observed<String>
    ) {
        self.path = path
        self.isHostFile = isHostFile
        self.resolvConf = resolvConf
        self.hosts = hosts
        self.nsswitch = nsswitch
    }
}

/// resolv.conf(5).
public struct ResolvConf: Hashable, Sendable, Codable {
    public var nameservers: [IPAddress]
    /// `nameserver` lines whose address does not parse.
    public var badNameservers: [String]
    public var search: [String]
    public var options: [String]

    public init(
        nameservers: [IPAddress] = [], badNameservers: [String] = [], search: [String] = [], options: [String] = []
    ) {
        self.nameservers = nameservers
        self.badNameservers = badNameservers
        self.search = search
        self.options = options
    }
    /// `options ndots:N`: the last one wins, and no resolver takes more than 15 (RES_MAXNDOTS).
    public var ndots: Int {
        let given = options.compactMap { $0.hasPrefix("ndots:") ? Int($0.dropFirst(6)) : nil }
        return min(max(given.last ?? 1, 0), 15)
    }
}
