import CLinux
import NetworkModel

extension BridgeVLAN {
    /// IFLA_AF_SPEC of a PF_BRIDGE message: IFLA_BRIDGE_VLAN_INFO again and again, each a struct bridge_vlan_info in host
    /// order. With RTEXT_FILTER_BRVLAN_COMPRESSED a range is two of them, RANGE_BEGIN and RANGE_END.
    static func all(_ message: RawSpan, _ spec: Attribute) throws(WireError) -> [BridgeVLAN] {
        var vlans: [BridgeVLAN] = []
        var begin: UInt16?
        var attributes = try Attributes(inside: spec)
        while let attribute = try attributes.next(in: message) {
            guard attribute.type == IFLA_BRIDGE_VLAN_INFO else { continue }
            guard attribute.count >= MemoryLayout<bridge_vlan_info>.size else {
                throw WireError(.truncated, "bridge_vlan_info", at: attribute.start)
            }
            let info = message.fixed(bridge_vlan_info(), attribute)
            let flags = Int32(info.flags)
            if flags & BRIDGE_VLAN_INFO_RANGE_BEGIN != 0 {
                begin = info.vid
                continue
            }
            let first = flags & BRIDGE_VLAN_INFO_RANGE_END != 0 ? begin ?? info.vid : info.vid
            begin = nil
            vlans.append(
                BridgeVLAN(
                    first: Int(first), last: Int(info.vid), pvid: flags & BRIDGE_VLAN_INFO_PVID != 0,
                    untagged: flags & BRIDGE_VLAN_INFO_UNTAGGED != 0))
        }
        return vlans
    }
}
