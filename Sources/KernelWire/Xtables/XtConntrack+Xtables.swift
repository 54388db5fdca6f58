import Addresses
import CLinux
import NetworkModel

extension XtConntrack {
    /// Version 3 has everything. 1 has single ports in network order and states of eight bits, 2 single ports alone; up to
    /// the states all three are alike.
    init(xtables info: RawSpan, _ revision: UInt8, _ family: IPAddress.Family) throws(WireError) {
        let size = revision == 1 ? NSD_CONNTRACK1_SIZE : revision == 2 ? NSD_CONNTRACK2_SIZE : NSD_CONNTRACK3_SIZE
        guard info.byteCount >= size else { throw WireError(.truncated, "xt_conntrack_mtinfo") }
        let flags = (
            asked: Int(try info.native(UInt16.self, at: NSD_CONNTRACK_MATCH_FLAGS)),
            inverted: Int(try info.native(UInt16.self, at: NSD_CONNTRACK_INVERT_FLAGS))
        )
        self.init()
        func condition<Value>(_ flag: Int, _ value: Value) -> Invertible<Value>? {
            Invertible(value, if: flags.asked & flag != 0, inverted: flags.inverted & flag != 0)
        }
        func address(_ flag: Int, _ address: Int, _ mask: Int) throws(WireError) -> Invertible<XtAddress>? {
            condition(
                flag, XtAddress(try info.inetAddress(family, at: address), mask: try info.inetAddress(family, at: mask))
            )
        }
        func port(_ flag: Int, _ low: Int, _ high: Int) throws(WireError) -> Invertible<XtRange>? {
            if revision == 3 {
                return condition(
                    flag, XtRange(try info.native(UInt16.self, at: low), try info.native(UInt16.self, at: high)))
            }
            let single = try info.big(UInt16.self, at: low)
            return condition(flag, XtRange(single, single))
        }
        let state: UInt16, status: UInt16
        if revision == 1 {
            state = UInt16(try info.u8(at: NSD_CONNTRACK_STATE_MASK))
            status = UInt16(try info.u8(at: NSD_CONNTRACK1_STATUS_MASK))
        } else {
            state = try info.native(UInt16.self, at: NSD_CONNTRACK_STATE_MASK)
            status = try info.native(UInt16.self, at: NSD_CONNTRACK_STATUS_MASK)
        }
        isStateAlias = flags.asked & XT_CONNTRACK_STATE_ALIAS != 0
        self.state = condition(XT_CONNTRACK_STATE, XtStates(rawValue: state))
        self.status = condition(XT_CONNTRACK_STATUS, status)
        proto = condition(XT_CONNTRACK_PROTO, try info.native(UInt16.self, at: NSD_CONNTRACK_L4PROTO))
        origSrc = try address(XT_CONNTRACK_ORIGSRC, NSD_CONNTRACK_ORIGSRC_ADDR, NSD_CONNTRACK_ORIGSRC_MASK)
        origDst = try address(XT_CONNTRACK_ORIGDST, NSD_CONNTRACK_ORIGDST_ADDR, NSD_CONNTRACK_ORIGDST_MASK)
        replSrc = try address(XT_CONNTRACK_REPLSRC, NSD_CONNTRACK_REPLSRC_ADDR, NSD_CONNTRACK_REPLSRC_MASK)
        replDst = try address(XT_CONNTRACK_REPLDST, NSD_CONNTRACK_REPLDST_ADDR, NSD_CONNTRACK_REPLDST_MASK)
        origSport = try port(XT_CONNTRACK_ORIGSRC_PORT, NSD_CONNTRACK_ORIGSRC_PORT, NSD_CONNTRACK_ORIGSRC_PORT_HIGH)
        origDport = try port(XT_CONNTRACK_ORIGDST_PORT, NSD_CONNTRACK_ORIGDST_PORT, NSD_CONNTRACK_ORIGDST_PORT_HIGH)
        replSport = try port(XT_CONNTRACK_REPLSRC_PORT, NSD_CONNTRACK_REPLSRC_PORT, NSD_CONNTRACK_REPLSRC_PORT_HIGH)
        replDport = try port(XT_CONNTRACK_REPLDST_PORT, NSD_CONNTRACK_REPLDST_PORT, NSD_CONNTRACK_REPLDST_PORT_HIGH)
        expires = condition(
            XT_CONNTRACK_EXPIRES,
            XtRange(
                try info.native(UInt32.self, at: NSD_CONNTRACK_EXPIRES_MIN),
                try info.native(UInt32.self, at: NSD_CONNTRACK_EXPIRES_MAX)))
        if flags.asked & XT_CONNTRACK_DIRECTION != 0 { isReply = flags.inverted & XT_CONNTRACK_DIRECTION != 0 }
    }

    /// struct xt_state_info, whose UNTRACKED has another bit.
    init(state info: RawSpan) throws(WireError) {
        let raw = try info.info(xt_state_info()).statemask
        let untracked: UInt32 = 1 << (IP_CT_NUMBER.rawValue + 1)
        self.init()
        isStateAlias = true
        var states = XtStates(rawValue: UInt16(truncatingIfNeeded: raw & (untracked - 1)))
        if raw & untracked != 0 { states.insert(.untracked) }
        state = Invertible(states)
    }
}

extension XtConnbytes {
    /// `to` before `from` means: outside of the range.
    init(xtables info: RawSpan) throws(WireError) {
        let raw = try info.info(xt_connbytes_info())
        guard let unit = Unit(rawValue: raw.what), let direction = Direction(rawValue: raw.direction) else {
            throw WireError(.badValue, "xt_connbytes_info")
        }
        let inverted = raw.count.to < raw.count.from
        self.init(
            from: min(raw.count.from, raw.count.to), to: max(raw.count.from, raw.count.to), inverted: inverted,
            unit: unit, direction: direction)
    }
}

extension XtConnlimit {
    init(xtables info: RawSpan, _ family: IPAddress.Family) throws(WireError) {
        let mask = XtAddress(.unspecified(family), mask: try info.inetAddress(family, at: 0))
        guard let length = mask.prefixLength else { throw WireError(.unsupported, "xt_connlimit_info mask") }
        let flags = try info.native(UInt32.self, at: NSD_CONNLIMIT_FLAGS)
        self.init(
            limit: try info.native(UInt32.self, at: NSD_CONNLIMIT_LIMIT),
            isAbove: flags & UInt32(XT_CONNLIMIT_INVERT) == 0, prefixLength: length,
            byDestination: flags & UInt32(XT_CONNLIMIT_DADDR) != 0)
    }
}
