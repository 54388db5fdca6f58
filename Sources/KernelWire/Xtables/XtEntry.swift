import Addresses
import CLinux
import NetworkModel

/// One entry of a table's blob (struct ipt_entry or ip6t_entry) as a place in it: its conditions stand at `start`, its
/// matches behind them, its target at `target`, the next entry at `end`.
struct XtEntry {
    let start: Int
    let target: Int
    let end: Int

    /// Where the two families keep the same things.
    struct Layout {
        let size: Int
        let targetOffset: Int
        let nextOffset: Int
        let counters: Int

        static func of(_ family: IPAddress.Family) -> Layout {
            switch family {
            case .inet:
                Layout(
                    size: NSD_IPT_ENTRY, targetOffset: NSD_IPT_TARGET_OFFSET,
                    nextOffset: NSD_IPT_NEXT_OFFSET, counters: NSD_IPT_COUNTERS)
            case .inet6:
                Layout(
                    size: NSD_IP6T_ENTRY, targetOffset: NSD_IP6T_TARGET_OFFSET,
                    nextOffset: NSD_IP6T_NEXT_OFFSET, counters: NSD_IP6T_COUNTERS)
            }
        }
    }

    init(_ blob: RawSpan, at start: Int, _ layout: Layout) throws(WireError) {
        let targetOffset = Int(try blob.native(UInt16.self, at: start + layout.targetOffset))
        let nextOffset = Int(try blob.native(UInt16.self, at: start + layout.nextOffset))
        let header = NSD_XT_ENTRY_DATA
        guard targetOffset >= layout.size, nextOffset >= targetOffset + header, nextOffset <= blob.byteCount - start
        else {
            throw WireError(.badLength, "ipt_entry", at: start)
        }
        self.start = start
        target = start + targetOffset
        end = start + nextOffset
    }

    func counters(_ blob: RawSpan, _ layout: Layout) throws(WireError) -> (packets: UInt64, bytes: UInt64) {
        let place = start + layout.counters
        return (try blob.native(UInt64.self, at: place), try blob.native(UInt64.self, at: place + 8))
    }

    /// The name of an ERROR target, which stands at the head of each user's chain and at the end of the table.
    func errorName(_ blob: RawSpan) throws(WireError) -> String? {
        guard try targetName(blob) == "ERROR" else { return nil }
        let place = target + NSD_XT_ERROR_NAME
        return try blob.text(from: place, to: min(place + Int(XT_FUNCTION_MAXNAMELEN), end))
    }

    func targetName(_ blob: RawSpan) throws(WireError) -> String {
        try blob.extensionName(at: target)
    }

    /// Of a standard target: where to go if not negative, else what to do.
    func verdict(_ blob: RawSpan) throws(WireError) -> Int32 {
        let place = target + NSD_XT_STANDARD_VERDICT
        guard place + 4 <= end else { throw WireError(.truncated, "xt_standard_target", at: target) }
        return try blob.native(Int32.self, at: place)
    }

    /// All matches, by walking over their sizes.
    func matches(_ blob: RawSpan, _ family: IPAddress.Family, _ layout: Layout) throws(WireError) -> [XtMatch] {
        var matches: [XtMatch] = []
        var place = start + layout.size
        let header = NSD_XT_ENTRY_DATA
        while place < target {
            let size = Int(try blob.native(UInt16.self, at: place))
            guard size >= header, size <= target - place else {
                throw WireError(.badLength, "xt_entry_match", at: place)
            }
            matches.append(
                XtMatch(
                    xtables: blob.extracting((place + header)..<(place + size)),
                    name: try blob.extensionName(at: place),
                    revision: try blob.u8(at: place + NSD_XT_ENTRY_REVISION), family: family))
            place += size
        }
        return matches
    }

    func extensionTarget(_ blob: RawSpan, _ family: IPAddress.Family) throws(WireError) -> XtTarget {
        let size = Int(try blob.native(UInt16.self, at: target))
        let header = NSD_XT_ENTRY_DATA
        guard size >= header, size <= end - target else { throw WireError(.badLength, "xt_entry_target", at: target) }
        return XtTarget(
            xtables: blob.extracting((target + header)..<(target + size)), name: try targetName(blob),
            revision: try blob.u8(at: target + NSD_XT_ENTRY_REVISION), family: family)
    }
}

extension RawSpan {
    fileprivate func extensionName(at place: Int) throws(WireError) -> String {
        let start = place + NSD_XT_ENTRY_NAME
        return try text(from: start, to: start + Int(XT_EXTENSION_MAXNAMELEN))
    }
}
