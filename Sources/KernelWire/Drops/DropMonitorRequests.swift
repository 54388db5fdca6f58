import CLinux

/// A family of generic netlink (linux/genetlink.h): its number, and the groups that it tells news to.
public struct GenericFamily: Hashable, Sendable {
    /// GENL_HDRLEN
    public static let headerSize = 4

    public var name = ""
    public var id: UInt16 = 0
    public var groups: [UInt32] = []

    /// All families that are there. To ask for one by its name would load its module.
    public static func list() -> [UInt8] {
        request(GENL_ID_CTRL_NUMBER, command: 3, version: 1, flags: NLM_F_DUMP).bytes
    }

    /// One of that list, behind struct nlmsghdr.
    public init(_ message: RawSpan) throws(WireError) {
        var attributes = Attributes(in: message, after: Self.headerSize)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case 1: id = try message.u16(attribute)
            case 2: name = String(decoding: try message.bytes(attribute).prefix { $0 != 0 }, as: UTF8.self)
            case 7: try readGroups(attribute, message)
            default: break
            }
        }
    }

    /// CTRL_ATTR_MCAST_GROUPS
    private mutating func readGroups(_ list: Attribute, _ message: RawSpan) throws(WireError) {
        var attributes = try Attributes(inside: list)
        while let group = try attributes.next(in: message) {
            var parts = try Attributes(inside: group)
            while let part = try parts.next(in: message) {
                if part.type == 2 { groups.append(try message.u32(part)) }
            }
        }
    }

    static func request(
        _ id: some BinaryInteger, command: Int32, version: UInt8, flags: Int32
    ) -> RequestBuilder {
        var builder = RequestBuilder(id, flags: flags)
        builder.append((UInt8(truncatingIfNeeded: command), version, UInt16(0)))
        return builder
    }

    /// GENL_ID_CTRL
    private static let GENL_ID_CTRL_NUMBER = 16
}

/// How drop_monitor tells of packets.
public struct DropMonitorConfig: Hashable, Sendable {
    /// 0 counts, 1 hands packets over.
    public var mode: UInt8 = 1
    /// Bytes of each packet; 0 for all.
    public var truncation: UInt32 = 192
    /// Packets that wait for readers, for each processor.
    public var queue: UInt32 = 1000

    /// Whole headers of single packets.
    public init() {}

    /// NET_DM_CMD_CONFIG_NEW, behind struct nlmsghdr.
    public init(_ message: RawSpan) throws(WireError) {
        var attributes = Attributes(in: message, after: GenericFamily.headerSize)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case Int(NSD_NET_DM_ATTR_ALERT_MODE): mode = try message.u8(attribute)
            case Int(NSD_NET_DM_ATTR_TRUNC_LEN): truncation = try message.u32(attribute)
            case Int(NSD_NET_DM_ATTR_QUEUE_LEN): queue = try message.u32(attribute)
            default: break
            }
        }
    }
}

/// Orders for drop_monitor, which take effect for the whole machine.
public struct DropMonitorRequests: Sendable {
    private let id: UInt16

    /// - Parameter id: of the family NET_DM.
    public init(_ id: UInt16) { self.id = id }

    private func request(_ command: Int32) -> RequestBuilder {
        GenericFamily.request(id, command: command, version: 2, flags: NLM_F_ACK)
    }

    public var config: [UInt8] {
        GenericFamily.request(id, command: Int32(NSD_NET_DM_CMD_CONFIG_GET), version: 2, flags: 0).bytes
    }

    /// Refused while it runs.
    public func set(_ config: DropMonitorConfig) -> [UInt8] {
        var builder = request(Int32(NSD_NET_DM_CMD_CONFIG))
        builder.attribute(NSD_NET_DM_ATTR_ALERT_MODE, config.mode)
        builder.attribute(NSD_NET_DM_ATTR_TRUNC_LEN, config.truncation)
        builder.attribute(NSD_NET_DM_ATTR_QUEUE_LEN, config.queue)
        return builder.bytes
    }

    /// Refused where it runs.
    public var start: [UInt8] { switched(NSD_NET_DM_CMD_START) }
    public var stop: [UInt8] { switched(NSD_NET_DM_CMD_STOP) }

    /// Drops by the kernel, not those that hardware tells of.
    private func switched(_ command: Int) -> [UInt8] {
        var builder = request(Int32(command))
        builder.attribute(NSD_NET_DM_ATTR_SW_DROPS, bytes: [])
        return builder.bytes
    }
}
