import CLinux
import NetworkModel

extension BondSlave {
    /// IFLA_INFO_SLAVE_DATA of a bond's device, IFLA_BOND_SLAVE_*.
    init(_ message: RawSpan, _ data: Attribute) throws(WireError) {
        self.init()
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            // BOND_STATE_BACKUP is 1, BOND_LINK_UP is 0.
            case IFLA_BOND_SLAVE_STATE: isBackup = try message.u8(attribute) != 0
            case IFLA_BOND_SLAVE_MII_STATUS: isLinkUp = try message.u8(attribute) == 0
            case IFLA_BOND_SLAVE_AD_AGGREGATOR_ID: aggregator = try message.u16(attribute)
            default: break
            }
        }
    }
}
