import Addresses
import CLinux
import NetworkModel

extension XtAddrtype {
    init(xtables info: RawSpan, _ revision: UInt8) throws(WireError) {
        self.init()
        if revision == 0 {
            let raw = try info.info(xt_addrtype_info())
            source = Invertible(raw.source, if: raw.source != 0, inverted: raw.invert_source != 0)
            destination = Invertible(raw.dest, if: raw.dest != 0, inverted: raw.invert_dest != 0)
        } else {
            let raw = try info.info(xt_addrtype_info_v1())
            func has(_ flag: Int) -> Bool { raw.flags & UInt32(flag) != 0 }
            source = Invertible(raw.source, if: raw.source != 0, inverted: has(XT_ADDRTYPE_INVERT_SOURCE))
            destination = Invertible(raw.dest, if: raw.dest != 0, inverted: has(XT_ADDRTYPE_INVERT_DEST))
            limitIfaceIn = has(XT_ADDRTYPE_LIMIT_IFACE_IN)
            limitIfaceOut = has(XT_ADDRTYPE_LIMIT_IFACE_OUT)
        }
    }
}

extension XtIprange {
    init(xtables info: RawSpan, _ family: IPAddress.Family) throws(WireError) {
        let flags = Int(try info.u8(at: NSD_IPRANGE_FLAGS))
        func range(_ min: Int, _ max: Int) throws(WireError) -> Range {
            Range(try info.inetAddress(family, at: min), try info.inetAddress(family, at: max))
        }
        self.init()
        src = Invertible(
            try range(NSD_IPRANGE_SRC_MIN, NSD_IPRANGE_SRC_MAX), if: flags & IPRANGE_SRC != 0,
            inverted: flags & IPRANGE_SRC_INV != 0)
        dst = Invertible(
            try range(NSD_IPRANGE_DST_MIN, NSD_IPRANGE_DST_MAX), if: flags & IPRANGE_DST != 0,
            inverted: flags & IPRANGE_DST_INV != 0)
    }
}

extension XtPhysdev {
    init(xtables info: RawSpan) throws(WireError) {
        let raw = try info.info(xt_physdev_info())
        func asks(_ flag: Int32) -> Bool { Int32(raw.bitmask) & flag != 0 }
        func inverts(_ flag: Int32) -> Bool { Int32(raw.invert) & flag != 0 }
        func truth(_ flag: Int32) -> Invertible<Bool>? { Invertible(true, if: asks(flag), inverted: inverts(flag)) }
        self.init()
        if asks(XT_PHYSDEV_OP_IN), let device = try info.interface(at: 0, mask: NSD_PHYSDEV_IN_MASK) {
            inDevice = Invertible(device, inverted: inverts(XT_PHYSDEV_OP_IN))
        }
        if asks(XT_PHYSDEV_OP_OUT),
            let device = try info.interface(at: NSD_PHYSDEV_OUT, mask: NSD_PHYSDEV_OUT_MASK)
        {
            outDevice = Invertible(device, inverted: inverts(XT_PHYSDEV_OP_OUT))
        }
        isIn = truth(XT_PHYSDEV_OP_ISIN)
        isOut = truth(XT_PHYSDEV_OP_ISOUT)
        isBridged = truth(XT_PHYSDEV_OP_BRIDGED)
    }
}

extension XtDevgroup {
    init(xtables info: RawSpan) throws(WireError) {
        let raw = try info.info(xt_devgroup_info())
        func has(_ flag: xt_devgroup_flags) -> Bool { raw.flags & flag.rawValue != 0 }
        self.init()
        src = Invertible(
            XtMasked(raw.src_group, mask: raw.src_mask), if: has(XT_DEVGROUP_MATCH_SRC),
            inverted: has(XT_DEVGROUP_INVERT_SRC))
        dst = Invertible(
            XtMasked(raw.dst_group, mask: raw.dst_mask), if: has(XT_DEVGROUP_MATCH_DST),
            inverted: has(XT_DEVGROUP_INVERT_DST))
    }
}

extension XtRpfilter {
    init(flags: UInt8) {
        func has(_ flag: Int) -> Bool { Int(flags) & flag != 0 }
        self.init(
            isLoose: has(XT_RPFILTER_LOOSE), usesMark: has(XT_RPFILTER_VALID_MARK),
            acceptsLocal: has(XT_RPFILTER_ACCEPT_LOCAL), inverted: has(XT_RPFILTER_INVERT))
    }
}
