/// VLANs that a bridge port, or the bridge itself, takes part in; consecutive ones with the same flags are one entry.
public struct BridgeVLAN: Hashable, Sendable, Codable {
    public var first: Int
    public var last: Int
    /// Frames that arrive without a tag belong to this VLAN.
    public var pvid: Bool
    /// Frames leave without a tag.
    public var untagged: Bool

    public init(first: Int, last: Int, pvid: Bool, untagged: Bool) {
        self.first = first
        self.last = last
        self.pvid = pvid
        self.untagged = untagged
    }

    public func contains(_ vlan: Int) -> Bool { first <= vlan && vlan <= last }
}
