import CLinux
import NetworkModel

extension BondInfo {
    /// IFLA_BOND_*. The active slave is sent only in the modes that have one.
    init(_ message: RawSpan, _ data: Attribute) throws(WireError) {
        self.init()
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_BOND_MODE: mode = try message.u8(attribute)
            case IFLA_BOND_ACTIVE_SLAVE: activeSlave = try message.u32(attribute)
            case IFLA_BOND_MIIMON: miimon = try message.u32(attribute)
            case IFLA_BOND_ALL_SLAVES_ACTIVE: allSlavesActive = try message.flag(attribute)
            default: break
            }
        }
    }
}
