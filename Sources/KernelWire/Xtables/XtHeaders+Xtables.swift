import CLinux
import NetworkModel

extension XtOwner {
    init(xtables info: RawSpan) throws(WireError) {
        let raw = try info.info(xt_owner_match_info())
        func asks(_ flag: Int) -> Bool { Int(raw.match) & flag != 0 }
        func inverts(_ flag: Int) -> Bool { Int(raw.invert) & flag != 0 }
        self.init()
        uid = Invertible(XtRange(raw.uid_min, raw.uid_max), if: asks(XT_OWNER_UID), inverted: inverts(XT_OWNER_UID))
        gid = Invertible(XtRange(raw.gid_min, raw.gid_max), if: asks(XT_OWNER_GID), inverted: inverts(XT_OWNER_GID))
        socketExists = Invertible(true, if: asks(XT_OWNER_SOCKET), inverted: inverts(XT_OWNER_SOCKET))
        supplementaryGroups = asks(XT_OWNER_SUPPL_GROUPS)
    }
}

extension XtCgroup {
    /// Version 0 has a class id alone; 2 lets it share its room with the path.
    init(xtables info: RawSpan, _ revision: UInt8) throws(WireError) {
        self.init()
        if revision == 0 {
            let raw = try info.info(xt_cgroup_info_v0())
            classid = Invertible(raw.id, inverted: raw.invert != 0)
            return
        }
        let size = revision == 1 ? NSD_CGROUP1_SIZE : NSD_CGROUP2_SIZE
        guard info.byteCount >= size else { throw WireError(.truncated, "xt_cgroup_info") }
        let start = NSD_CGROUP_PATH
        let (hasPath, hasClassid) = (try info.u8(at: 0) != 0, try info.u8(at: 1) != 0)
        let (invertPath, invertClassid) = (try info.u8(at: 2) != 0, try info.u8(at: 3) != 0)
        if hasPath {
            let room = Int(revision == 1 ? PATH_MAX : XT_CGROUP_PATH_MAX)
            path = Invertible(try info.text(from: start, to: start + room), inverted: invertPath)
        }
        if hasClassid {
            let place = revision == 1 ? NSD_CGROUP1_CLASSID : start
            classid = Invertible(try info.native(UInt32.self, at: place), inverted: invertClassid)
        }
    }
}

extension XtSocket {
    init(flags: UInt8) {
        func has(_ flag: Int) -> Bool { Int(flags) & flag != 0 }
        self.init(
            transparent: has(XT_SOCKET_TRANSPARENT), nowildcard: has(XT_SOCKET_NOWILDCARD),
            restoresMark: has(XT_SOCKET_RESTORESKMARK))
    }
}

extension XtHops {
    /// The two structs are alike. Nil for a comparison that nobody has defined.
    init?(xtables info: RawSpan) throws(WireError) {
        let raw = try info.info(ipt_ttl_info())
        guard let comparison = Comparison(rawValue: raw.mode) else { return nil }
        self.init(comparison, raw.ttl)
    }
}

extension XtHopsTarget {
    init?(xtables info: RawSpan) throws(WireError) {
        let raw = try info.info(ipt_TTL_info())
        guard let mode = Mode(rawValue: raw.mode) else { return nil }
        self.init(mode, raw.ttl)
    }
}

extension XtEcn {
    init(xtables info: RawSpan) throws(WireError) {
        let (operation, invert) = (Int32(try info.u8(at: NSD_ECN_OPERATION)), Int32(try info.u8(at: NSD_ECN_INVERT)))
        func asks(_ flag: Int32) -> Bool { operation & flag != 0 }
        func inverts(_ flag: Int32) -> Bool { invert & flag != 0 }
        self.init()
        ipEct = Invertible(
            try info.u8(at: NSD_ECN_IP_ECT), if: asks(XT_ECN_OP_MATCH_IP), inverted: inverts(XT_ECN_OP_MATCH_IP))
        ece = Invertible(true, if: asks(XT_ECN_OP_MATCH_ECE), inverted: inverts(XT_ECN_OP_MATCH_ECE))
        cwr = Invertible(true, if: asks(XT_ECN_OP_MATCH_CWR), inverted: inverts(XT_ECN_OP_MATCH_CWR))
    }
}
