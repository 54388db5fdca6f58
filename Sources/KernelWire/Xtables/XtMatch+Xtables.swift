import Addresses
import CLinux
import NetworkModel

extension XtMatch {
    /// A match by its name and revision and the bytes of its info, which are the same in an iptables-legacy rule
    /// (struct xt_entry_match) and in an nf_tables `match` expression (NFTA_MATCH_INFO). What we do not know, or what is
    /// too short to be what it says, is kept as `.unknown`.
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
    ) throws(WireError) -> XtMatch? {
        if let known = try Self.transport(info, name, revision) { return known }
        if let known = try Self.flow(info, name, revision, family) { return known }
        if let known = try Self.place(info, name, revision, family) { return known }
        if let known = try Self.rate(info, name, revision, family) { return known }
        return try Self.header(info, name, revision)
    }

    private static func transport(_ info: RawSpan, _ name: String, _ revision: UInt8) throws(WireError) -> XtMatch? {
        switch (name, revision) {
        case ("tcp", 0): .tcp(try XtTCP(xtables: info))
        case ("udp", 0): .udp(try XtUDP(xtables: info))
        case ("udplite", 0): .udplite(try XtUDP(xtables: info))
        case ("sctp", 0): .sctp(try XtSCTP(xtables: info))
        case ("icmp", 0): .icmp(try XtICMP(xtables: info))
        case ("icmp6", 0): .icmp6(try XtICMP(xtables: info))
        case ("multiport", 0), ("multiport", 1): .multiport(try XtMultiport(xtables: info, revision))
        case ("esp", 0): .esp(try spis(info, xt_esp(), \.spis, \.invflags, XT_ESP_INV_SPI))
        case ("ah", 0): .ah(try spis(info, ipt_ah(), \.spis, \.invflags, IPT_AH_INV_SPI))
        default: nil
        }
    }

    private static func flow(
        _ info: RawSpan, _ name: String, _ revision: UInt8, _ family: IPAddress.Family
    ) throws(WireError) -> XtMatch? {
        switch (name, revision) {
        case ("state", 0): .conntrack(try XtConntrack(state: info))
        case ("conntrack", 1...3): .conntrack(try XtConntrack(xtables: info, revision, family))
        case ("connmark", 1): .connmark(try marks(info))
        case ("connbytes", 0): .connbytes(try XtConnbytes(xtables: info))
        case ("connlimit", 1): .connlimit(try XtConnlimit(xtables: info, family))
        case ("helper", 0):
            .helper(
                Invertible(
                    try info.text(from: NSD_HELPER_NAME, to: MemoryLayout<xt_helper_info>.size),
                    inverted: try info.info(xt_helper_info()).invert != 0))
        case ("policy", 0):
            .policy(
                XtIpsecPolicy(
                    flags: try info.native(UInt16.self, at: NSD_POLICY_FLAGS),
                    elements: Int(try info.native(UInt16.self, at: NSD_POLICY_LEN))))
        default: nil
        }
    }

    private static func place(
        _ info: RawSpan, _ name: String, _ revision: UInt8, _ family: IPAddress.Family
    ) throws(WireError) -> XtMatch? {
        switch (name, revision) {
        case ("addrtype", 0), ("addrtype", 1): .addrtype(try XtAddrtype(xtables: info, revision))
        case ("iprange", 1): .iprange(try XtIprange(xtables: info, family))
        case ("mac", 0):
            .mac(
                Invertible(
                    LinkLayerAddress(bytes: try info.bytes(from: 0, to: Int(ETH_ALEN))),
                    inverted: try info.info(xt_mac_info()).invert != 0))
        case ("pkttype", 0):
            .pkttype(
                Invertible(
                    UInt32(bitPattern: try info.info(xt_pkttype_info()).pkttype),
                    inverted: try info.info(xt_pkttype_info()).invert != 0))
        case ("physdev", 0): .physdev(try XtPhysdev(xtables: info))
        case ("devgroup", 0): .devgroup(try XtDevgroup(xtables: info))
        case ("realm", 0):
            .realm(try Self.masked(info, xt_realm_info()) { ($0.id, $0.mask, $0.invert) })
        case ("rpfilter", 0): .rpfilter(XtRpfilter(flags: try info.info(xt_rpfilter_info()).flags))
        case ("mark", 1): .mark(try marks(info))
        case ("set", 0...4): .set(try XtSetMatch(xtables: info, revision))
        default: nil
        }
    }

    private static func rate(
        _ info: RawSpan, _ name: String, _ revision: UInt8, _ family: IPAddress.Family
    ) throws(WireError) -> XtMatch? {
        switch (name, revision) {
        case ("comment", 0): .comment(try info.text(from: 0, to: min(Int(XT_MAX_COMMENT_LEN), info.byteCount)))
        case ("statistic", 0): .statistic(try XtStatistic(xtables: info))
        case ("limit", 0):
            .limit(XtLimit(average: try info.info(xt_rateinfo()).avg, burst: try info.info(xt_rateinfo()).burst))
        case ("hashlimit", 1...3): .hashlimit(try XtHashlimit(xtables: info, revision, family))
        case ("recent", 0), ("recent", 1): .recent(try XtRecent(xtables: info, revision, family))
        case ("quota", 0):
            .quota(
                Invertible(
                    try info.info(xt_quota_info()).quota,
                    inverted: try info.info(xt_quota_info()).flags & XT_QUOTA_INVERT.rawValue != 0))
        case ("time", 0): .time(XtTime(try info.info(xt_time_info())))
        case ("cpu", 0):
            .cpu(Invertible(try info.info(xt_cpu_info()).cpu, inverted: try info.info(xt_cpu_info()).invert != 0))
        default: nil
        }
    }

    private static func header(_ info: RawSpan, _ name: String, _ revision: UInt8) throws(WireError) -> XtMatch? {
        switch (name, revision) {
        case ("owner", 1): .owner(try XtOwner(xtables: info))
        case ("cgroup", 0...2): .cgroup(try XtCgroup(xtables: info, revision))
        case ("socket", 0): .socket(XtSocket(flags: 0))
        case ("socket", 1...3): .socket(XtSocket(flags: try info.info(xt_socket_mtinfo3()).flags))
        case ("length", 0):
            .length(try Self.range(info, xt_length_info()) { ($0.min, $0.max, $0.invert) })
        case ("tcpmss", 0):
            .tcpmss(try Self.range(info, xt_tcpmss_match_info()) { ($0.mss_min, $0.mss_max, $0.invert) })
        case ("ttl", 0): try XtHops(xtables: info).map { .ttl($0) }
        case ("hl", 0): try XtHops(xtables: info).map { .hl($0) }
        case ("dscp", 0):
            .dscp(Invertible(try info.info(xt_dscp_info()).dscp, inverted: try info.info(xt_dscp_info()).invert != 0))
        case ("tos", 1):
            .tos(try Self.masked(info, xt_tos_match_info()) { (UInt32($0.tos_value), UInt32($0.tos_mask), $0.invert) })
        case ("ecn", 0): .ecn(try XtEcn(xtables: info))
        default: nil
        }
    }
}

// Shapes that several matches share.
extension XtMatch {
    private static func spis<T: BitwiseCopyable>(
        _ info: RawSpan, _ zero: T, _ spis: KeyPath<T, (UInt32, UInt32)>, _ flags: KeyPath<T, UInt8>, _ inverted: Int32
    ) throws(WireError) -> Invertible<XtRange> {
        let raw = try info.info(zero)
        return Invertible(XtRange(raw[keyPath: spis]), inverted: Int32(raw[keyPath: flags]) & inverted != 0)
    }

    /// struct xt_mark_mtinfo1 and xt_connmark_mtinfo1.
    private static func marks(_ info: RawSpan) throws(WireError) -> Invertible<XtMasked> {
        try masked(info, xt_mark_mtinfo1()) { ($0.mark, $0.mask, $0.invert) }
    }

    private static func masked<T: BitwiseCopyable>(
        _ info: RawSpan, _ zero: T, _ parts: (T) -> (UInt32, UInt32, UInt8)
    ) throws(WireError) -> Invertible<XtMasked> {
        let (value, mask, inverted) = parts(try info.info(zero))
        return Invertible(XtMasked(value, mask: mask), inverted: inverted != 0)
    }

    private static func range<T: BitwiseCopyable>(
        _ info: RawSpan, _ zero: T, _ parts: (T) -> (UInt16, UInt16, UInt8)
    ) throws(WireError) -> Invertible<XtRange> {
        let (min, max, inverted) = parts(try info.info(zero))
        return Invertible(XtRange(min, max), inverted: inverted != 0)
    }
}
