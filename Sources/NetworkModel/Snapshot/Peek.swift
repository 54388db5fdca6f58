/// One link of another namespace with its addresses, asked for by namespace id (IFLA_TARGET_NETNSID and
/// IFA_TARGET_NETNSID, Linux 4.20) instead of by opening that namespace.
public struct Peek: Hashable, Sendable, Codable {
    public var link: Link
    public var addresses: [Address]

    public init(link: Link, addresses: [Address]) {
        self.link = link
        self.addresses = addresses
    }

    public static func key(nsid: Int, ifindex: Int) -> String { "\(nsid)/\(ifindex)" }
}
