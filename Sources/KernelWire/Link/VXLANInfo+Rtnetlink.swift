import Addresses
import CLinux
import NetworkModel

extension VXLANInfo {
    /// IFLA_VXLAN_*. An unset address is sent as nothing or, by older kernels, as zeros.
    init(_ message: RawSpan, _ data: Attribute) throws(WireError) {
        self.init()
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_VXLAN_ID: id = try message.u32(attribute)
            case IFLA_VXLAN_GROUP, IFLA_VXLAN_GROUP6: group = try message.setAddress(attribute) ?? group
            case IFLA_VXLAN_LOCAL, IFLA_VXLAN_LOCAL6: local = try message.setAddress(attribute) ?? local
            case IFLA_VXLAN_LINK:
                let index = try message.u32(attribute)
                link = index == 0 ? nil : index
            case IFLA_VXLAN_PORT: port = try message.be16(attribute)
            case IFLA_VXLAN_LEARNING: learning = try message.flag(attribute)
            case IFLA_VXLAN_PROXY: proxy = try message.flag(attribute)
            case IFLA_VXLAN_TTL: ttl = try message.u8(attribute)
            case IFLA_VXLAN_TOS: tos = try message.u8(attribute)
            case IFLA_VXLAN_AGEING: ageing = try message.u32(attribute)
            case IFLA_VXLAN_DF: df = try message.u8(attribute)
            case IFLA_VXLAN_COLLECT_METADATA: collectMetadata = try message.flag(attribute)
            default: break
            }
        }
    }
}

extension RawSpan {
    /// Tunnel ends: nil where the address is all zeros, which means "any".
    func setAddress(_ attribute: Attribute) throws(WireError) -> IPAddress? {
        let address = try address(attribute)
        return address.isUnspecified ? nil : address
    }
}
