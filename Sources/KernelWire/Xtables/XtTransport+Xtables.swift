import CLinux
import NetworkModel

extension XtTCP {
    init(xtables info: RawSpan) throws(WireError) {
        let raw = try info.info(xt_tcp())
        let inverted = Int32(raw.invflags)
        self.init()
        sport = Invertible(ports: raw.spts, inverted: inverted & XT_TCP_INV_SRCPT != 0)
        dport = Invertible(ports: raw.dpts, inverted: inverted & XT_TCP_INV_DSTPT != 0)
        flags = Invertible(
            XtMasked(UInt32(raw.flg_cmp), mask: UInt32(raw.flg_mask)),
            if: raw.flg_mask != 0 || inverted & XT_TCP_INV_FLAGS != 0, inverted: inverted & XT_TCP_INV_FLAGS != 0)
        // Without an option number nothing is asked, inverted or not (tcp_mt).
        option = Invertible(raw.option, if: raw.option != 0, inverted: inverted & XT_TCP_INV_OPTION != 0)
    }
}

extension XtUDP {
    init(xtables info: RawSpan) throws(WireError) {
        let raw = try info.info(xt_udp())
        self.init()
        sport = Invertible(ports: raw.spts, inverted: Int32(raw.invflags) & XT_UDP_INV_SRCPT != 0)
        dport = Invertible(ports: raw.dpts, inverted: Int32(raw.invflags) & XT_UDP_INV_DSTPT != 0)
    }
}

extension XtSCTP {
    init(xtables info: RawSpan) throws(WireError) {
        let raw = try info.info(xt_sctp_info())
        self.init()
        func asks(_ flag: Int32) -> Bool { raw.flags & UInt32(flag) != 0 }
        func inverts(_ flag: Int32) -> Bool { raw.invflags & UInt32(flag) != 0 }
        sport = Invertible(
            XtRange(raw.spts.0, raw.spts.1), if: asks(XT_SCTP_SRC_PORTS), inverted: inverts(XT_SCTP_SRC_PORTS))
        dport = Invertible(
            XtRange(raw.dpts.0, raw.dpts.1), if: asks(XT_SCTP_DEST_PORTS), inverted: inverts(XT_SCTP_DEST_PORTS))
        asksForChunks = asks(XT_SCTP_CHUNK_TYPES)
    }
}

extension XtICMP {
    init(xtables info: RawSpan) throws(WireError) {
        let raw = try info.info(ipt_icmp())
        self.init(
            type: raw.type, code: XtRange(UInt32(raw.code.0), UInt32(raw.code.1)),
            inverted: Int32(raw.invflags) & IPT_ICMP_INV != 0)
    }
}

extension XtMultiport {
    /// Version 1 marks in `pflags` the ports that begin a range; the next one ends it.
    init(xtables info: RawSpan, _ revision: UInt8) throws(WireError) {
        let room = Int(XT_MULTI_PORTS)
        let flagsAt = 2 + 2 * room
        let invertAt = flagsAt + room
        guard let side = Side(rawValue: try info.u8(at: 0)) else { throw WireError(.badValue, "xt_multiport flags") }
        let count = min(Int(try info.u8(at: 1)), room)
        var ports: [XtRange] = []
        var index = 0
        while index < count {
            let port = try info.native(UInt16.self, at: 2 + 2 * index)
            let mark: UInt8 = revision == 1 ? try info.u8(at: flagsAt + index) : 0
            let begins = mark != 0 && index + 1 < count
            let end = begins ? try info.native(UInt16.self, at: 4 + 2 * index) : port
            ports.append(XtRange(port, end))
            index += begins ? 2 : 1
        }
        let invert: UInt8 = revision == 1 ? try info.u8(at: invertAt) : 0
        self.init(side, ports, inverted: invert != 0)
    }
}
