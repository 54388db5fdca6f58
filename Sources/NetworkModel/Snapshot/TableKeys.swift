import Addresses

// The keys under which single rows are remembered as asked for, so that collector and reader agree on absence.

extension Table where Row == Link {
    public static func key(_ ifindex: Int) -> String { "ifindex \(ifindex)" }
    public static func key(name: String) -> String { "ifname \(name)" }
    public static func key(portsOf bridge: Int) -> String { "master \(bridge)" }
}

extension Table where Row == Address {
    /// A node's IPv6 addresses grow with its pods, so the families are asked for apart.
    public static func key(_ family: IPAddress.Family) -> String { family == .inet ? "inet" : "inet6" }
    public static func key(_ ifindex: Int) -> String { "dev \(ifindex)" }
}

extension Table where Row == NetConf {
    public static var keyOfAll: String { "all" }
}

extension Table where Row == Neighbor {
    public static func key(_ ifindex: Int, _ dst: IPAddress) -> String { "\(dst) dev \(ifindex)" }
    public static func key(device: Int) -> String { "dev \(device)" }
}

extension Table where Row == FDBEntry {
    public static func key(device: Int) -> String { "dev \(device) self" }
    public static func key(_ bridge: Int, _ mac: LinkLayerAddress) -> String { "\(mac) br \(bridge)" }
}
