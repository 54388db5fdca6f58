import Addresses
import KernelWire
import NetworkModel
import RulesetText

/// The first byte chooses the family; then struct ipt_getinfo and the entries, as in fixtures/xtables.
enum XtablesTarget {
    static func run(_ bytes: [UInt8]) {
        guard let choice = bytes.first else { return }
        let rest = Array(bytes.dropFirst())
        let span = rest.span.bytes
        // A name of 32 bytes and 13 numbers.
        let header = min(84, span.byteCount)
        let family: IPAddress.Family = choice & 1 == 0 ? .inet : .inet6
        do throws(WireError) {
            let table = try XtTable(
                name: "fuzz", XtTable.Info(span), entries: span.extracting(droppingFirst: header), family)
            hold(table.save(counters: true).count > 1, "a table that was read has no text")
        } catch {}
    }
}
