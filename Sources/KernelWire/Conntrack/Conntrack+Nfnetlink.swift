import CLinux
import NetworkModel

extension ConntrackStatistics {
    /// IPCTNL_MSG_CT_GET_STATS_CPU: nfgenmsg's res_id is the CPU.
    public init(nfnetlink message: RawSpan) throws(WireError) {
        let header = try message.header(nfgenmsg(), "nfgenmsg")
        self.init(cpu: UInt16(bigEndian: header.res_id))
        var attributes = Attributes(in: message, after: MemoryLayout<nfgenmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case CTA_STATS_FOUND: found = try message.be32(attribute)
            case CTA_STATS_INVALID: invalid = try message.be32(attribute)
            case CTA_STATS_INSERT: insert = try message.be32(attribute)
            case CTA_STATS_INSERT_FAILED: insertFailed = try message.be32(attribute)
            case CTA_STATS_DROP: drop = try message.be32(attribute)
            case CTA_STATS_EARLY_DROP: earlyDrop = try message.be32(attribute)
            case CTA_STATS_ERROR: error = try message.be32(attribute)
            case CTA_STATS_SEARCH_RESTART: searchRestart = try message.be32(attribute)
            case CTA_STATS_CLASH_RESOLVE: clashResolve = try message.be32(attribute)
            case CTA_STATS_CHAIN_TOOLONG: chainTooLong = try message.be32(attribute)
            default: break
            }
        }
    }
}

/// IPCTNL_MSG_CT_GET_STATS.
public struct ConntrackTotals: Hashable, Sendable {
    public var entries: UInt32?
    public var maxEntries: UInt32?

    public init(nfnetlink message: RawSpan) throws(WireError) {
        _ = try message.header(nfgenmsg(), "nfgenmsg")
        var attributes = Attributes(in: message, after: MemoryLayout<nfgenmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case CTA_STATS_GLOBAL_ENTRIES: entries = try message.be32(attribute)
            case CTA_STATS_GLOBAL_MAX_ENTRIES: maxEntries = try message.be32(attribute)
            default: break
            }
        }
    }
}

extension Expectation {
    /// IPCTNL_MSG_EXP_NEW.
    public init(nfnetlink message: RawSpan) throws(WireError) {
        _ = try message.header(nfgenmsg(), "nfgenmsg")
        var tuple: ConntrackEntry.Tuple?
        var mask: ConntrackEntry.Tuple?
        var master: ConntrackEntry.Tuple?
        var rest: [Attribute] = []
        var attributes = Attributes(in: message, after: MemoryLayout<nfgenmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case CTA_EXPECT_TUPLE: tuple = try ConntrackEntry.Tuple(message, attribute)
            case CTA_EXPECT_MASK: mask = try ConntrackEntry.Tuple(message, attribute)
            case CTA_EXPECT_MASTER: master = try ConntrackEntry.Tuple(message, attribute)
            default: rest.append(attribute)
            }
        }
        guard let tuple, let mask, let master else { throw WireError(.missing, "CTA_EXPECT_TUPLE") }
        self.init(tuple: tuple, mask: mask, master: master)
        for attribute in rest {
            switch attribute.type {
            case CTA_EXPECT_TIMEOUT: timeout = try message.be32(attribute)
            case CTA_EXPECT_HELP_NAME: helper = try message.text(attribute)
            case CTA_EXPECT_ZONE: zone = try message.be16(attribute)
            default: break
            }
        }
    }
}
