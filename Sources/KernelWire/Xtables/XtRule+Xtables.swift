import Addresses
import CLinux
import NetworkModel

extension XtRule {
    /// The conditions that stand in the entry itself (struct ipt_ip, struct ip6t_ip6), without matches and target.
    init(conditions blob: RawSpan, at start: Int, _ family: IPAddress.Family) throws(WireError) {
        self.init()
        switch family {
        case .inet: try readIPv4(blob, start)
        case .inet6: try readIPv6(blob, start)
        }
    }

    private mutating func readIPv4(_ blob: RawSpan, _ start: Int) throws(WireError) {
        let ip = try blob.extracting(start..<blob.byteCount).info(ipt_ip())
        func inverted(_ flag: Int32) -> Bool { Int32(ip.invflags) & flag != 0 }
        func address(_ address: in_addr, _ mask: in_addr, _ flag: Int32) -> Invertible<XtAddress>? {
            let value = XtAddress(
                IPAddress(family: .inet, bits: UInt128(UInt32(bigEndian: address.s_addr))),
                mask: IPAddress(family: .inet, bits: UInt128(UInt32(bigEndian: mask.s_addr))))
            return Invertible(value, if: !value.mask.isUnspecified || inverted(flag), inverted: inverted(flag))
        }
        src = address(ip.src, ip.smsk, IPT_INV_SRCIP)
        dst = address(ip.dst, ip.dmsk, IPT_INV_DSTIP)
        inInterface = try blob.interface(at: start + NSD_IPT_INIFACE, mask: start + NSD_IPT_INIFACE_MASK)
            .map { Invertible($0, inverted: inverted(IPT_INV_VIA_IN)) }
        outInterface = try blob.interface(at: start + NSD_IPT_OUTIFACE, mask: start + NSD_IPT_OUTIFACE_MASK)
            .map { Invertible($0, inverted: inverted(IPT_INV_VIA_OUT)) }
        proto = Invertible(ip.proto, if: ip.proto != 0, inverted: inverted(IPT_INV_PROTO))
        fragment = Invertible(true, if: Int32(ip.flags) & IPT_F_FRAG != 0, inverted: inverted(IPT_INV_FRAG))
    }

    private mutating func readIPv6(_ blob: RawSpan, _ start: Int) throws(WireError) {
        let flags = Int32(try blob.u8(at: start + NSD_IP6T_FLAGS))
        let invflags = Int32(try blob.u8(at: start + NSD_IP6T_INVFLAGS))
        let number = try blob.native(UInt16.self, at: start + NSD_IP6T_PROTO)
        func inverted(_ flag: Int32) -> Bool { invflags & flag != 0 }
        func address(_ place: Int, _ mask: Int, _ flag: Int32) throws(WireError) -> Invertible<XtAddress>? {
            let value = XtAddress(
                try blob.address(.inet6, at: start + place), mask: try blob.address(.inet6, at: start + mask))
            return Invertible(value, if: !value.mask.isUnspecified || inverted(flag), inverted: inverted(flag))
        }
        src = try address(NSD_IP6T_SRC, NSD_IP6T_SMSK, IP6T_INV_SRCIP)
        dst = try address(NSD_IP6T_DST, NSD_IP6T_DMSK, IP6T_INV_DSTIP)
        inInterface = try blob.interface(at: start + NSD_IP6T_INIFACE, mask: start + NSD_IP6T_INIFACE_MASK)
            .map { Invertible($0, inverted: inverted(IP6T_INV_VIA_IN)) }
        outInterface = try blob.interface(at: start + NSD_IP6T_OUTIFACE, mask: start + NSD_IP6T_OUTIFACE_MASK)
            .map { Invertible($0, inverted: inverted(IP6T_INV_VIA_OUT)) }
        proto = Invertible(number, if: flags & IP6T_F_PROTO != 0, inverted: inverted(IP6T_INV_PROTO))
        // iptables has no option for the traffic class of the entry itself.
        guard flags & IP6T_F_TOS == 0 else { throw WireError(.unsupported, "ip6t_ip6 tos", at: start) }
    }
}
