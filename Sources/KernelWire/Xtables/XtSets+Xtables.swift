import CLinux
import NetworkModel

extension XtSetRef {
    /// struct xt_set_info; `flags` has IPSET_DIM_ONE_SRC and its like.
    init(_ raw: xt_set_info) {
        // Three parts are the most that any type of set has.
        let parts = min(Int(raw.dim), Int(IPSET_DIM_MAX.rawValue))
        self.init(index: raw.index, sources: (0..<parts).map { Int(raw.flags) >> ($0 + 1) & 1 != 0 })
    }

    /// IPSET_INVALID_ID stands for no set.
    init?(present raw: xt_set_info) {
        guard Int32(raw.index) != IPSET_INVALID_ID else { return nil }
        self.init(raw)
    }

    /// struct xt_set_info_v0: a word of flags for each part, the first zero ends them.
    static func old(_ info: RawSpan, at offset: Int) throws(WireError) -> (set: XtSetRef, flags: UInt32) {
        let start = offset + NSD_SET0_FLAGS
        var words: [UInt32] = []
        while words.count < Int(IPSET_DIM_MAX.rawValue) {
            let word = try info.native(UInt32.self, at: start + 4 * words.count)
            if word == 0 { break }
            words.append(word)
        }
        let set = XtSetRef(
            index: try info.native(UInt16.self, at: offset), sources: words.map { $0 & UInt32(IPSET_SRC) != 0 })
        return (set, words.first ?? 0)
    }
}

extension XtSetMatch {
    init(xtables info: RawSpan, _ revision: UInt8) throws(WireError) {
        if revision == 0 {
            let old = try XtSetRef.old(info, at: 0)
            self.init(old.set, inverted: old.flags & UInt32(IPSET_MATCH_INV) != 0)
            return
        }
        let raw = try info.info(xt_set_info_match_v1()).match_set
        func has(_ flag: ip_set_kopt) -> Bool { UInt32(raw.flags) & flag.rawValue != 0 }
        self.init(XtSetRef(raw), inverted: has(IPSET_INV_MATCH))
        returnsNomatch = has(IPSET_RETURN_NOMATCH)
        var flags: UInt32 = 0
        if revision == 3 {
            let counters = try info.info(xt_set_info_match_v3())
            flags = counters.flags
            packets = XtCounterTest(counters.packets.op, counters.packets.value)
            bytes = XtCounterTest(counters.bytes.op, counters.bytes.value)
        } else if revision == 4 {
            let counters = try info.info(xt_set_info_match_v4())
            flags = counters.flags
            packets = XtCounterTest(counters.packets.op, counters.packets.value)
            bytes = XtCounterTest(counters.bytes.op, counters.bytes.value)
        }
        if flags & IPSET_FLAG_RETURN_NOMATCH.rawValue != 0 { returnsNomatch = true }
        updatesCounters = flags & IPSET_FLAG_SKIP_COUNTER_UPDATE.rawValue == 0
        updatesSubcounters = flags & IPSET_FLAG_SKIP_SUBCOUNTER_UPDATE.rawValue == 0
    }
}

extension XtCounterTest {
    init?(_ op: UInt8, _ value: UInt64) {
        guard let comparison = Comparison(rawValue: op) else { return nil }
        self.init(comparison, value)
    }
}

extension XtSetTarget {
    init(xtables info: RawSpan, _ revision: UInt8) throws(WireError) {
        self.init()
        switch revision {
        case 0:
            let (add, del) = (try XtSetRef.old(info, at: 0).set, try XtSetRef.old(info, at: NSD_SET0_SIZE).set)
            self.add = add.index == UInt16(IPSET_INVALID_ID) ? nil : add
            self.del = del.index == UInt16(IPSET_INVALID_ID) ? nil : del
        case 1:
            let raw = try info.info(xt_set_info_target_v1())
            add = XtSetRef(present: raw.add_set)
            del = XtSetRef(present: raw.del_set)
        case 2:
            let raw = try info.info(xt_set_info_target_v2())
            add = XtSetRef(present: raw.add_set)
            del = XtSetRef(present: raw.del_set)
            flags = raw.flags
            timeout = raw.timeout == .max ? nil : raw.timeout
        default:
            let raw = try info.info(xt_set_info_target_v3())
            add = XtSetRef(present: raw.add_set)
            del = XtSetRef(present: raw.del_set)
            map = XtSetRef(present: raw.map_set)
            flags = raw.flags
            timeout = raw.timeout == .max ? nil : raw.timeout
        }
    }
}
