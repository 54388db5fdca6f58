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
}
