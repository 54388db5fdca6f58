import CLinux
import NetworkModel

extension TunInfo {
    /// IFLA_TUN_*, since Linux 4.16. Owner and group are sent only where set.
    init(_ message: RawSpan, _ data: Attribute) throws(WireError) {
        var kind: Kind?
        var persist = false
        var owner: UInt32?
        var group: UInt32?
        var multiQueue = false
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_TUN_TYPE:
                // IFF_TUN and IFF_TAP have the numbers of `Kind`.
                kind = Kind(rawValue: try message.u8(attribute))
            case IFLA_TUN_PERSIST: persist = try message.flag(attribute)
            case IFLA_TUN_OWNER: owner = try message.u32(attribute)
            case IFLA_TUN_GROUP: group = try message.u32(attribute)
            case IFLA_TUN_MULTI_QUEUE: multiQueue = try message.flag(attribute)
            default: break
            }
        }
        guard let kind else { throw WireError(.missing, "IFLA_TUN_TYPE", at: data.start) }
        self.init(kind: kind, persist: persist, owner: owner, group: group, multiQueue: multiQueue)
    }
}
