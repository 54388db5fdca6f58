import Addresses

/// An address that a rule has put on a list of xt_recent while the packet passed it.
public struct ListedAddress: Hashable, Sendable {
    var list: String
    var address: IPAddress
}
