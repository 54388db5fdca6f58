import Addresses
import CLinux
import NetworkModel

extension Rule {
    /// RTM_NEWRULE: struct fib_rule_hdr, then FRA_* attributes.
    public init(rtnetlink message: RawSpan) throws(WireError) {
        let header = try message.header(fib_rule_hdr(), "fib_rule_hdr")
        let family = try IPAddress.Family(header.family, "fib_rule_hdr")
        self.init(family: family, priority: 0, action: .nop)
        flags = header.flags
        invert = header.flags & UInt32(FIB_RULE_INVERT) != 0
        tos = header.tos == 0 ? nil : Int(header.tos)
        // Tables above 255 fit only into FRA_TABLE.
        var table = UInt32(header.table)
        var target: UInt32 = 0
        var attributes = Attributes(in: message, after: MemoryLayout<fib_rule_hdr>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case FRA_PRIORITY: priority = try message.u32(attribute)
            case FRA_TABLE: table = try message.u32(attribute)
            case FRA_GOTO: target = try message.u32(attribute)
            case FRA_SRC: src = try prefix(message, attribute, header.src_len)
            case FRA_DST: dst = try prefix(message, attribute, header.dst_len)
            case FRA_IIFNAME: iif = try message.text(attribute)
            case FRA_OIFNAME: oif = try message.text(attribute)
            case FRA_FWMARK: fwmark = try message.u32(attribute)
            case FRA_FWMASK: fwmask = try message.u32(attribute)
            case FRA_TUN_ID: tunnelId = try message.be64(attribute)
            case FRA_L3MDEV: l3mdev = try message.flag(attribute)
            case FRA_IP_PROTO: ipProto = Int(try message.u8(attribute))
            case FRA_PROTOCOL: proto = Int(try message.u8(attribute))
            case FRA_SPORT_RANGE: sport = try ports(message, attribute)
            case FRA_DPORT_RANGE: dport = try ports(message, attribute)
            // Always sent with a port; without bits missing they say nothing.
            case NSD_FRA_SPORT_MASK: sportMask = Self.partial(try message.u16(attribute))
            case NSD_FRA_DPORT_MASK: dportMask = Self.partial(try message.u16(attribute))
            case NSD_FRA_DSCP: dscp = Int(try message.u8(attribute))
            case FRA_UID_RANGE:
                let range = message.fixed(fib_rule_uid_range(start: 0, end: .max), attribute)
                uidRange = [range.start, range.end]
            // Signed, and always sent; -1 is "off".
            case FRA_SUPPRESS_PREFIXLEN:
                let length = try message.s32(attribute)
                suppressPrefixlength = length < 0 ? nil : Int(length)
            case FRA_SUPPRESS_IFGROUP:
                let group = try message.s32(attribute)
                suppressIfgroup = group < 0 ? nil : UInt32(group)
            case FRA_FLOW: realms = try message.u32(attribute)
            case FRA_PAD: break
            default: unknownAttributes.append(attribute.type)
            }
        }
        action = Self.action(header.action, table: table, target: target)
    }

    private static func partial(_ mask: UInt16) -> UInt16? { mask == .max ? nil : mask }

    private static func action(_ action: UInt8, table: UInt32, target: UInt32) -> Action {
        switch Int(action) {
        case FR_ACT_TO_TBL: .table(table)
        case FR_ACT_GOTO: .goto(target)
        case FR_ACT_NOP: .nop
        case FR_ACT_BLACKHOLE: .blackhole
        case FR_ACT_UNREACHABLE: .unreachable
        case FR_ACT_PROHIBIT: .prohibit
        default: .other(action)
        }
    }

    private func prefix(_ message: RawSpan, _ attribute: Attribute, _ length: UInt8) throws(WireError) -> IPPrefix {
        guard let prefix = IPPrefix(try message.address(family, attribute), length: Int(length)) else {
            throw WireError(.badValue, "fib_rule_hdr prefix length")
        }
        return prefix
    }

    /// struct fib_rule_port_range: both ends in host order, both included.
    private func ports(_ message: RawSpan, _ attribute: Attribute) throws(WireError) -> PortRange {
        guard attribute.count >= MemoryLayout<fib_rule_port_range>.size else {
            throw WireError(.truncated, "fib_rule_port_range", at: attribute.start)
        }
        let range = message.fixed(fib_rule_port_range(), attribute)
        return PortRange(start: range.start, end: range.end)
    }
}
