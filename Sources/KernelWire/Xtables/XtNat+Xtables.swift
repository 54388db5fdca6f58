import Addresses
import CLinux
import NetworkModel

// Three layouts of the same: nf_nat_ipv4_multi_range_compat (IPv4, revision 0), nf_nat_range and nf_nat_range2 (with a
// base port). Addresses and ports are in network byte order.

extension XtNat {
    /// IPv4 in revision 0; more than one range has not been possible since 2.6.11.
    init(old info: RawSpan) throws(WireError) {
        let range = NSD_NAT4_RANGE
        try self.init(
            flags: info.native(UInt32.self, at: range),
            addresses: { () throws(WireError) in
                XtIprange.Range(
                    try info.address(.inet, at: range + NSD_NAT4_MIN_IP),
                    try info.address(.inet, at: range + NSD_NAT4_MAX_IP))
            },
            ports: (
                info.big(UInt16.self, at: range + NSD_NAT4_MIN),
                info.big(UInt16.self, at: range + NSD_NAT4_MAX)
            ), base: nil)
    }

    init(range info: RawSpan, _ family: IPAddress.Family, hasBase: Bool) throws(WireError) {
        try self.init(
            flags: info.native(UInt32.self, at: 0),
            addresses: { () throws(WireError) in
                XtIprange.Range(
                    try info.inetAddress(family, at: NSD_NAT_MIN_ADDR),
                    try info.inetAddress(family, at: NSD_NAT_MAX_ADDR))
            },
            ports: (
                info.big(UInt16.self, at: NSD_NAT_MIN_PROTO),
                info.big(UInt16.self, at: NSD_NAT_MAX_PROTO)
            ), base: hasBase ? info.big(UInt16.self, at: NSD_NAT_BASE_PROTO) : nil)
    }

    /// MASQUERADE, REDIRECT and NETMAP never got past revision 0, whose layout the family tells.
    init(ofRevision0 info: RawSpan, _ family: IPAddress.Family) throws(WireError) {
        if family == .inet { try self.init(old: info) } else { try self.init(range: info, family, hasBase: false) }
    }

    private init(
        flags: UInt32, addresses: () throws(WireError) -> XtIprange.Range, ports: (UInt16, UInt16), base: UInt16?
    ) throws(WireError) {
        func has(_ flag: Int32) -> Bool { flags & UInt32(flag) != 0 }
        self.init()
        if has(NF_NAT_RANGE_MAP_IPS) || has(NF_NAT_RANGE_NETMAP) { self.addresses = try addresses() }
        if has(NF_NAT_RANGE_PROTO_SPECIFIED) { self.ports = XtRange(ports.0, ports.1) }
        if has(NF_NAT_RANGE_PROTO_OFFSET) { basePort = base }
        isRandom = has(NF_NAT_RANGE_PROTO_RANDOM)
        isFullyRandom = has(NF_NAT_RANGE_PROTO_RANDOM_FULLY)
        isPersistent = has(NF_NAT_RANGE_PERSISTENT)
    }
}

extension XtTproxy {
    init(xtables info: RawSpan, _ revision: UInt8, _ family: IPAddress.Family) throws(WireError) {
        // Version 0 is for IPv4 alone, whose address lies at the same place.
        let port = revision == 0 ? NSD_TPROXY0_PORT : NSD_TPROXY_PORT
        self.init(
            address: try info.address(revision == 0 ? .inet : family, at: NSD_TPROXY_ADDR),
            port: try info.big(UInt16.self, at: port),
            mark: XtMasked(try info.native(UInt32.self, at: 4), mask: try info.native(UInt32.self, at: 0)))
    }
}
