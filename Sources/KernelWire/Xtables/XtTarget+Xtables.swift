import Addresses
import CLinux
import NetworkModel

extension XtTarget {
    /// A target by its name and revision, as `XtMatch.init(xtables:name:revision:family:)`. Verdicts and jumps are not
    /// among them: iptables-legacy has places in the table for those, nf_tables an expression of its own.
    public init(xtables info: RawSpan, name: String, revision: UInt8, family: IPAddress.Family) {
        do throws(WireError) {
            if let known = try Self.known(info, name, revision, family) {
                self = known
                return
            }
        } catch {}
        let bytes = (try? info.bytes(from: 0, to: info.byteCount)) ?? []
        self = .unknown(name: name, revision: revision, bytes: bytes)
    }

    private static func known(
        _ info: RawSpan, _ name: String, _ revision: UInt8, _ family: IPAddress.Family
    ) throws(WireError) -> XtTarget? {
        if let known = try Self.address(info, name, revision, family) { return known }
        if let known = try Self.mark(info, name, revision, family) { return known }
        if let known = try Self.report(info, name, revision) { return known }
        return try Self.header(info, name, revision)
    }

    private static func address(
        _ info: RawSpan, _ name: String, _ revision: UInt8, _ family: IPAddress.Family
    ) throws(WireError) -> XtTarget? {
        switch (name, revision) {
        case ("DNAT", 0): .dnat(try XtNat(old: info))
        case ("SNAT", 0): .snat(try XtNat(old: info))
        case ("DNAT", 1), ("DNAT", 2): .dnat(try XtNat(range: info, family, hasBase: revision == 2))
        case ("SNAT", 1), ("SNAT", 2): .snat(try XtNat(range: info, family, hasBase: revision == 2))
        case ("MASQUERADE", 0): .masquerade(try XtNat(ofRevision0: info, family))
        case ("REDIRECT", 0): .redirect(try XtNat(ofRevision0: info, family))
        case ("NETMAP", 0): .netmap(try XtNat(ofRevision0: info, family))
        case ("REJECT", 0): .reject(XtReject(family: family, with: try info.native(UInt32.self, at: 0)))
        case ("TPROXY", 0), ("TPROXY", 1): .tproxy(try XtTproxy(xtables: info, revision, family))
        default: nil
        }
    }

    private static func mark(
        _ info: RawSpan, _ name: String, _ revision: UInt8, _ family: IPAddress.Family
    ) throws(WireError) -> XtTarget? {
        switch (name, revision) {
        case ("MARK", 2):
            let raw = try info.info(xt_mark_tginfo2())
            return .mark(XtMasked(raw.mark, mask: raw.mask))
        case ("CONNMARK", 1), ("CONNMARK", 2): return .connmark(try XtConnmarkTarget(xtables: info, revision))
        case ("CT", 0...2): return .ct(try XtCt(xtables: info, revision))
        case ("NOTRACK", 0): return .notrack
        case ("CLASSIFY", 0): return .classify(try info.info(xt_classify_target_info()).priority)
        case ("SET", 0...3): return .set(try XtSetTarget(xtables: info, revision))
        default: return nil
        }
    }

    private static func report(_ info: RawSpan, _ name: String, _ revision: UInt8) throws(WireError) -> XtTarget? {
        switch (name, revision) {
        case ("LOG", 0): .log(try XtLog(xtables: info))
        case ("NFLOG", 0): .nflog(try XtNflog(xtables: info))
        case ("NFQUEUE", 0...3): .nfqueue(try XtNfqueue(xtables: info, revision))
        case ("TRACE", 0): .trace
        case ("AUDIT", 0): .audit(try info.info(xt_audit_info()).type)
        default: nil
        }
    }

    private static func header(_ info: RawSpan, _ name: String, _ revision: UInt8) throws(WireError) -> XtTarget? {
        switch (name, revision) {
        case ("TCPMSS", 0): return .tcpmss(try info.info(xt_tcpmss_info()).mss)
        case ("DSCP", 0): return .dscp(try info.info(xt_DSCP_info()).dscp)
        case ("TOS", 1):
            let raw = try info.info(xt_tos_target_info())
            return .tos(XtMasked(UInt32(raw.tos_value), mask: UInt32(raw.tos_mask)))
        case ("TTL", 0): return try XtHopsTarget(xtables: info).map { .ttl($0) }
        case ("HL", 0): return try XtHopsTarget(xtables: info).map { .hl($0) }
        case ("CHECKSUM", 0): return .checksum(try info.info(xt_CHECKSUM_info()).operation)
        default: return nil
        }
    }
}

extension XtConnmarkTarget {
    init(xtables info: RawSpan, _ revision: UInt8) throws(WireError) {
        var shift = 0
        let number: UInt8
        let raw = try info.info(xt_connmark_tginfo1())
        if revision == 2 {
            let raw = try info.info(xt_connmark_tginfo2())
            shift = Int(raw.shift_bits) * (Int(raw.shift_dir) == D_SHIFT_LEFT ? 1 : -1)
            number = raw.mode
        } else {
            number = raw.mode
        }
        guard let mode = Mode(rawValue: number) else { throw WireError(.badValue, "xt_connmark_tginfo mode") }
        self.init(mode, ctmark: raw.ctmark, ctmask: raw.ctmask, nfmask: raw.nfmask, shift: shift)
    }
}

extension XtCt {
    init(xtables info: RawSpan, _ revision: UInt8) throws(WireError) {
        let raw = try info.info(xt_ct_target_info())
        func has(_ flag: Int) -> Bool { Int(raw.flags) & flag != 0 }
        self.init()
        notrack = has(XT_CT_NOTRACK)
        isNotrackAlias = has(XT_CT_NOTRACK_ALIAS)
        let direction: Direction = has(XT_CT_ZONE_DIR_ORIG) ? .original : has(XT_CT_ZONE_DIR_REPL) ? .reply : .both
        if has(XT_CT_ZONE_MARK) { zone = .mark(direction) } else if raw.zone != 0 { zone = .id(raw.zone, direction) }
        let start = NSD_CT_HELPER
        let timeoutAt = NSD_CT_TIMEOUT
        let helper = try info.text(from: start, to: timeoutAt)
        self.helper = helper.isEmpty ? nil : helper
        if revision > 0 {
            let timeout = try info.text(from: timeoutAt, to: NSD_CT_TIMEOUT_END)
            self.timeout = timeout.isEmpty ? nil : timeout
        }
        ctEvents = raw.ct_events
        expEvents = raw.exp_events
    }
}
