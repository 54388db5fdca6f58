import CLinux
import NetworkModel

extension GeneveInfo {
    /// IFLA_GENEVE_*. IFLA_GENEVE_COLLECT_METADATA is a flag: it is there or not, without a value.
    init(_ message: RawSpan, _ data: Attribute) throws(WireError) {
        self.init()
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_GENEVE_ID: id = try message.u32(attribute)
            case IFLA_GENEVE_REMOTE, IFLA_GENEVE_REMOTE6: remote = try message.setAddress(attribute) ?? remote
            case IFLA_GENEVE_PORT: port = try message.be16(attribute)
            case IFLA_GENEVE_DF: df = try message.u8(attribute)
            case IFLA_GENEVE_COLLECT_METADATA: collectMetadata = true
            default: break
            }
        }
    }
}
