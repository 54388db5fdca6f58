import Addresses
import KernelWire
import NetworkModel
import TestSupport

/// Captured tables: see fixtures/xtables/README.md.
enum XtFixture {
    static let tables = ["filter", "nat", "mangle", "raw"].flatMap { name in
        [("ip-\(name)", IPAddress.Family.inet), ("ip6-\(name)", .inet6)]
    }

    static func bytes(_ file: String) throws -> [UInt8] { try Repository.bytes("fixtures/xtables/\(file)") }

    /// struct ipt_getinfo, then the entries.
    static func table(_ bytes: [UInt8], _ family: IPAddress.Family) throws(WireError) -> XtTable {
        let span = bytes.span.bytes
        let header = min(MemoryLayout<UInt32>.size * 13 + 32, span.byteCount)
        return try XtTable(
            name: "test", XtTable.Info(span), entries: span.extracting(droppingFirst: header), family)
    }
}
