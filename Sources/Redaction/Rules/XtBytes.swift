import Addresses
import CLinux
import NetworkModel

/// The structs of xtables that iptables-nft puts into rules: addresses and names in them by their places. Of a module that
/// is not known nothing is told.
struct XtBytes {
    private let family: IPAddress.Family
    private let redactor: Redactor

    init(_ family: NftFamily, _ redactor: Redactor) {
        (self.family, self.redactor) = (family == .ip6 ? .inet6 : .inet, redactor)
    }

    init(_ family: IPAddress.Family, _ redactor: Redactor) { (self.family, self.redactor) = (family, redactor) }

    /// Matches that hold numbers only.
    private static let plainMatches: Set<String> = [
        "tcp", "udp", "udplite", "sctp", "icmp", "icmp6", "multiport", "esp", "ah", "state", "connmark", "connbytes",
        "connlimit", "addrtype", "pkttype", "devgroup", "realm", "rpfilter", "mark", "set", "statistic", "limit",
        "quota", "time", "cpu", "owner", "socket", "length", "tcpmss", "ttl", "hl", "dscp", "tos", "ecn",
    ]
    private static let plainTargets: Set<String> = [
        "REJECT", "MARK", "CONNMARK", "NOTRACK", "CLASSIFY", "SET", "NFQUEUE", "TRACE", "AUDIT", "TCPMSS", "DSCP",
        "TOS",
        "TTL", "HL", "CHECKSUM",
    ]

    func match(_ name: String, _ revision: UInt32, _ info: [UInt8]) -> [UInt8] {
        var bytes = info
        switch (name, revision) {
        case ("comment", _): text(&bytes, 0, bytes.count)
        case ("iprange", 1):
            range(&bytes, NSD_IPRANGE_SRC_MIN, NSD_IPRANGE_SRC_MAX, family)
            range(&bytes, NSD_IPRANGE_DST_MIN, NSD_IPRANGE_DST_MAX, family)
        case ("conntrack", 1...3):
            masked(&bytes, NSD_CONNTRACK_ORIGSRC_ADDR, NSD_CONNTRACK_ORIGSRC_MASK)
            masked(&bytes, NSD_CONNTRACK_ORIGDST_ADDR, NSD_CONNTRACK_ORIGDST_MASK)
            masked(&bytes, NSD_CONNTRACK_REPLSRC_ADDR, NSD_CONNTRACK_REPLSRC_MASK)
            masked(&bytes, NSD_CONNTRACK_REPLDST_ADDR, NSD_CONNTRACK_REPLDST_MASK)
        case ("mac", 0):
            change(&bytes, 0, Int(ETH_ALEN)) { redactor.hardware(LinkLayerAddress(bytes: $0)).bytes }
        case ("physdev", 0):
            text(&bytes, 0, NSD_PHYSDEV_IN_MASK)
            text(&bytes, NSD_PHYSDEV_OUT, NSD_PHYSDEV_OUT_MASK)
        case ("recent", 0...1): text(&bytes, NSD_RECENT_NAME, NSD_RECENT_NAME + XT_RECENT_NAME_LEN)
        case ("hashlimit", 1): text(&bytes, 0, NSD_HASHLIMIT1_CFG)
        case ("hashlimit", 2): text(&bytes, 0, NSD_HASHLIMIT2_CFG)
        case ("hashlimit", 3): text(&bytes, 0, NSD_HASHLIMIT3_CFG)
        case ("helper", 0): text(&bytes, NSD_HELPER_NAME, MemoryLayout<xt_helper_info>.size)
        case ("cgroup", 0): break
        case ("cgroup", 1): text(&bytes, NSD_CGROUP_PATH, NSD_CGROUP1_CLASSID)
        case ("cgroup", 2): text(&bytes, NSD_CGROUP_PATH, bytes.count)
        case ("policy", 0): change(&bytes, 0, NSD_POLICY_FLAGS) { $0.map { _ in 0 } }
        default: if !Self.plainMatches.contains(name) { bytes = bytes.map { _ in 0 } }
        }
        return bytes
    }

    func target(_ name: String, _ revision: UInt32, _ info: [UInt8]) -> [UInt8] {
        var bytes = info
        switch (name, revision) {
        case ("DNAT", 0), ("SNAT", 0): oldRange(&bytes)
        case ("DNAT", 1...2), ("SNAT", 1...2): range(&bytes, NSD_NAT_MIN_ADDR, NSD_NAT_MAX_ADDR, family)
        case ("MASQUERADE", 0), ("REDIRECT", 0): translation(&bytes)
        case ("NETMAP", 0):
            let start = family == .inet ? NSD_NAT4_RANGE + NSD_NAT4_MIN_IP : NSD_NAT_MIN_ADDR
            let end = family == .inet ? NSD_NAT4_RANGE + NSD_NAT4_MAX_IP : NSD_NAT_MAX_ADDR
            if let low = value(bytes, start, family), let high = value(bytes, end, family) {
                redactor.keepHosts(of: low, high)
            }
            translation(&bytes)
        case ("TPROXY", 0): address(&bytes, NSD_TPROXY_ADDR, .inet)
        case ("TPROXY", 1): address(&bytes, NSD_TPROXY_ADDR, family)
        case ("LOG", 0): text(&bytes, NSD_LOG_PREFIX, MemoryLayout<xt_log_info>.size)
        case ("NFLOG", 0): text(&bytes, NSD_NFLOG_PREFIX, MemoryLayout<xt_nflog_info>.size)
        case ("CT", 0...2):
            text(&bytes, NSD_CT_HELPER, NSD_CT_TIMEOUT)
            if revision > 0 { text(&bytes, NSD_CT_TIMEOUT, NSD_CT_TIMEOUT_END) }
        default: if !Self.plainTargets.contains(name) { bytes = bytes.map { _ in 0 } }
        }
        return bytes
    }

    private func translation(_ bytes: inout [UInt8]) {
        if family == .inet { oldRange(&bytes) } else { range(&bytes, NSD_NAT_MIN_ADDR, NSD_NAT_MAX_ADDR, family) }
    }

    private func oldRange(_ bytes: inout [UInt8]) {
        range(&bytes, NSD_NAT4_RANGE + NSD_NAT4_MIN_IP, NSD_NAT4_RANGE + NSD_NAT4_MAX_IP, .inet)
    }

    // MARK: Places

    private func change(_ bytes: inout [UInt8], _ start: Int, _ end: Int, _ value: ([UInt8]) -> [UInt8]) {
        let end = min(end, bytes.count)
        guard start < end else { return }
        let changed = value(Array(bytes[start..<end]))
        guard changed.count == end - start else { return }
        bytes.replaceSubrange(start..<end, with: changed)
    }

    /// Text up to a NUL, in so much room.
    private func text(_ bytes: inout [UInt8], _ start: Int, _ end: Int) {
        change(&bytes, start, end) { room in
            let text = redactor.name(Array(room.prefix { $0 != 0 })).prefix(room.count)
            return text + [UInt8](repeating: 0, count: room.count - text.count)
        }
    }

    private func value(_ bytes: [UInt8], _ start: Int, _ family: IPAddress.Family) -> IPAddress? {
        let end = start + family.width / 8
        return end <= bytes.count ? IPAddress(bytes: bytes[start..<end]) : nil
    }

    private func address(_ bytes: inout [UInt8], _ start: Int, _ family: IPAddress.Family) {
        guard let address = value(bytes, start, family) else { return }
        change(&bytes, start, start + family.width / 8) { _ in redactor.address(address).bytes }
    }

    private func range(_ bytes: inout [UInt8], _ low: Int, _ high: Int, _ family: IPAddress.Family) {
        guard let from = value(bytes, low, family), let to = value(bytes, high, family) else { return }
        let range = redactor.range(from, to)
        change(&bytes, low, low + family.width / 8) { _ in range.low.bytes }
        change(&bytes, high, high + family.width / 8) { _ in range.high.bytes }
    }

    private func masked(_ bytes: inout [UInt8], _ place: Int, _ mask: Int) {
        guard let address = value(bytes, place, family), let bits = value(bytes, mask, family)?.bits else { return }
        change(&bytes, place, place + family.width / 8) { _ in redactor.masked(address, mask: bits).bytes }
    }
}
