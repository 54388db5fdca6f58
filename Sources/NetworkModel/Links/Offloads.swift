/// What a device does for the kernel, `ethtool -k IF` and `ethtool -i IF`.
public struct Offloads: Hashable, Sendable, Codable {
    /// The driver's name. Hostile.
    public var driver: String
    /// tx-checksumming: checksums of what it sends are left to it, or to the device below.
    public var txChecksum: Bool
    public var tso: Bool
    public var gso: Bool
    public var gro: Bool
    /// large-receive-offload: it puts received segments together, in a way that cannot be undone when they are passed on.
    public var lro: Bool

    public init(driver: String, txChecksum: Bool, tso: Bool, gso: Bool, gro: Bool, lro: Bool) {
        self.driver = driver
        (self.txChecksum, self.tso, self.gso) = (txChecksum, tso, gso)
        (self.gro, self.lro) = (gro, lro)
    }
}
