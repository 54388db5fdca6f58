import Addresses
import CLinux
import NetworkModel

extension Request {
    /// IPSET_CMD_LIST: all sets without their members, or one set with them. Without ip_set the kernel would load it.
    public static func getIpsets(named name: String? = nil) -> [UInt8] {
        var request = RequestBuilder(
            UInt32(NFNL_SUBSYS_IPSET) << 8 | UInt32(IPSET_CMD_LIST.rawValue), flags: dump)
        request.append(nfgenmsg(nfgen_family: 0, version: UInt8(NFNETLINK_V0), res_id: 0))
        request.attribute(IPSET_ATTR_PROTOCOL, UInt8(IPSET_PROTOCOL))
        if let name {
            request.attribute(IPSET_ATTR_SETNAME, name: Array(name.utf8))
        } else {
            request.attribute(IPSET_ATTR_FLAGS, IPSET_FLAG_LIST_HEADER.rawValue.bigEndian)
        }
        return request.bytes
    }
}

extension Ipset {
    /// One message of IPSET_CMD_LIST. Large sets take several: later ones have more members and no header.
    public init(nfnetlink message: RawSpan) throws(WireError) {
        _ = try message.header(nfgenmsg(), "nfgenmsg")
        self.init(index: .max, name: "", typename: "")
        var members: [IpsetMember] = []
        var attributes = Attributes(in: message, after: MemoryLayout<nfgenmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IPSET_ATTR_SETNAME: name = try message.text(attribute)
            case IPSET_ATTR_TYPENAME: typename = try message.text(attribute)
            case IPSET_ATTR_REVISION: revision = try message.u8(attribute)
            case IPSET_ATTR_FAMILY: family = IPAddress.Family(rawValue: try message.u8(attribute))
            case IPSET_ATTR_INDEX: index = try message.be16(attribute)
            case IPSET_ATTR_DATA: try readHeader(message, attribute)
            case IPSET_ATTR_ADT:
                var elements = try Attributes(inside: attribute)
                while let element = try elements.next(in: message) { members.append(try IpsetMember(message, element)) }
            default: break
            }
        }
        guard !name.isEmpty else { throw WireError(.missing, "IPSET_ATTR_SETNAME") }
        self.members = Table(members, coverage: .unread)
    }

    private mutating func readHeader(_ message: RawSpan, _ parent: Attribute) throws(WireError) {
        var from: IPAddress?
        var to: IPAddress?
        var port: UInt16?
        var portTo: UInt16?
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IPSET_ATTR_IP: from = try message.ipsetAddress(attribute)
            case IPSET_ATTR_IP_TO: to = try message.ipsetAddress(attribute)
            case IPSET_ATTR_PORT: port = try message.be16(attribute)
            case IPSET_ATTR_PORT_TO: portTo = try message.be16(attribute)
            case IPSET_ATTR_NETMASK: netmask = try message.u8(attribute)
            case IPSET_ATTR_TIMEOUT: timeout = try message.be32(attribute)
            case IPSET_ATTR_SIZE: size = try message.be32(attribute)
            case IPSET_ATTR_ELEMENTS: elements = try message.be32(attribute)
            case IPSET_ATTR_REFERENCES: references = try message.be32(attribute)
            case IPSET_ATTR_CADT_FLAGS: flags = try message.be32(attribute)
            default: break
            }
        }
        if let from, let to { range = XtIprange.Range(from, to) }
        if let port, let portTo { portRange = XtRange(UInt32(port), UInt32(portTo)) }
    }
}

extension IpsetMember {
    init(_ message: RawSpan, _ parent: Attribute) throws(WireError) {
        self.init()
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IPSET_ATTR_IP: address = try message.ipsetAddress(attribute)
            case IPSET_ATTR_IP_TO: addressTo = try message.ipsetAddress(attribute)
            case IPSET_ATTR_CIDR: prefixLength = try message.u8(attribute)
            case IPSET_ATTR_IP2: address2 = try message.ipsetAddress(attribute)
            case IPSET_ATTR_CIDR2: prefixLength2 = try message.u8(attribute)
            case IPSET_ATTR_PROTO: proto = try message.u8(attribute)
            case IPSET_ATTR_PORT: port = try message.be16(attribute)
            case IPSET_ATTR_PORT_TO: portTo = try message.be16(attribute)
            case IPSET_ATTR_MARK: mark = try message.be32(attribute)
            case IPSET_ATTR_IFACE: iface = try message.text(attribute)
            case IPSET_ATTR_ETHER: ether = try message.linkLayerAddress(attribute)
            case IPSET_ATTR_NAME: set = try message.text(attribute)
            case IPSET_ATTR_TIMEOUT: timeout = try message.be32(attribute)
            case IPSET_ATTR_PACKETS: packets = try message.be64(attribute)
            case IPSET_ATTR_BYTES: bytes = try message.be64(attribute)
            case IPSET_ATTR_COMMENT: comment = try message.text(attribute)
            case IPSET_ATTR_CADT_FLAGS:
                let flags = try message.be32(attribute)
                isNomatch = flags & IPSET_FLAG_NOMATCH.rawValue != 0
                isPhysdev = flags & IPSET_FLAG_PHYSDEV.rawValue != 0
            default: break
            }
        }
    }
}

extension RawSpan {
    /// IPSET_ATTR_IPADDR_IPV4 or IPV6 inside of another.
    fileprivate func ipsetAddress(_ parent: Attribute) throws(WireError) -> IPAddress? {
        var attributes = try Attributes(inside: parent)
        guard let attribute = try attributes.next(in: self) else { return nil }
        return try address(attribute)
    }
}
