import Addresses
import NetworkModel

/// What a value means to nft: its datatypes, as far as rules can have them.
indirect enum NftType: Hashable {
    case integer, string, lladdr, ipv4, ipv6, etherType, arpOp, protocolNumber, port
    case icmpType, icmpCode, icmpv6Type, icmpv6Code, icmpxCode, tcpFlag, time, mark, ifindex, arphrd, realm, classid,
        uid, gid
    case ctState, ctDir, ctStatus, ctLabel, pkttype, devgroup, dscp, ecn, fibAddr, boolean, ifname, nfproto, igmpType
    case date, hour, day, cgroup, verdict, dccpType, mhType, ctEvent

    /// The number that NFTA_SET_KEY_TYPE has for it (`enum datatypes` of nft).
    init?(number: UInt32) {
        guard let type = Self.numbers[number] else { return nil }
        self = type
    }

    private static let numbers: [UInt32: NftType] = [
        1: .verdict, 2: .nfproto, 4: .integer, 5: .string, 6: .lladdr, 7: .ipv4, 8: .ipv6, 9: .lladdr, 10: .etherType,
        11: .arpOp, 12: .protocolNumber, 13: .port, 14: .icmpType, 15: .tcpFlag, 16: .dccpType, 17: .mhType, 18: .time,
        19: .mark, 20: .ifindex, 21: .arphrd, 22: .realm, 23: .classid, 24: .uid, 25: .gid, 26: .ctState, 27: .ctDir,
        28: .ctStatus, 29: .icmpv6Type, 30: .ctLabel, 31: .pkttype, 32: .icmpCode, 33: .icmpv6Code, 34: .icmpxCode,
        35: .devgroup, 36: .dscp, 37: .ecn, 38: .fibAddr, 39: .boolean, 40: .ctEvent, 41: .ifname, 42: .igmpType,
        43: .date, 44: .hour, 45: .day, 46: .cgroup,
    ]

    /// The parts of a key type; six bits each, the first part highest.
    static func parts(_ number: UInt32) -> [NftType]? {
        var parts: [NftType] = []
        var rest = number
        while rest > 0 {
            guard let type = NftType(number: rest & 63) else { return nil }
            parts.append(type)
            rest >>= 6
        }
        return parts.reversed()
    }

    /// As `type` of a set names it.
    var name: String {
        switch self {
        case .integer: "integer"
        case .string: "string"
        case .lladdr: "ether_addr"
        case .ipv4: "ipv4_addr"
        case .ipv6: "ipv6_addr"
        case .etherType: "ether_type"
        case .arpOp: "arp_op"
        case .protocolNumber: "inet_proto"
        case .port: "inet_service"
        case .icmpType: "icmp_type"
        case .icmpCode: "icmp_code"
        case .icmpv6Type: "icmpv6_type"
        case .icmpv6Code: "icmpv6_code"
        case .icmpxCode: "icmpx_code"
        case .tcpFlag: "tcp_flag"
        case .time: "time"
        case .mark: "mark"
        case .ifindex: "iface_index"
        case .arphrd: "iface_type"
        case .realm: "realm"
        case .classid: "classid"
        case .uid: "uid"
        case .gid: "gid"
        case .ctState: "ct_state"
        case .ctDir: "ct_dir"
        case .ctStatus: "ct_status"
        case .ctLabel: "ct_label"
        case .ctEvent: "ct_event"
        case .pkttype: "pkt_type"
        case .devgroup: "devgroup"
        case .dscp: "dscp"
        case .ecn: "ecn"
        case .fibAddr: "fib_addrtype"
        case .boolean: "boolean"
        case .ifname: "ifname"
        case .nfproto: "nf_proto"
        case .igmpType: "igmp_type"
        case .date: "time"
        case .hour: "hour"
        case .day: "day"
        case .cgroup: "cgroupsv2"
        case .verdict: "verdict"
        case .dccpType: "dccp_pkttype"
        case .mhType: "mh_type"
        }
    }

    /// Bytes in a set; nil where only the set knows.
    var size: Int? {
        switch self {
        case .integer, .string, .verdict: nil
        case .lladdr: 6
        case .ipv4, .time, .mark, .ifindex, .realm, .classid, .uid, .gid, .ctState, .ctStatus, .devgroup, .fibAddr,
            .hour:
            4
        case .ctEvent: 4
        case .ipv6, .ctLabel, .ifname: 16
        case .etherType, .arpOp, .port, .arphrd: 2
        case .date, .cgroup: 8
        default: 1
        }
    }

    /// The host's byte order rather than the network's.
    var isHostOrder: Bool {
        switch self {
        case .time, .mark, .ifindex, .arphrd, .realm, .classid, .uid, .gid, .ctState, .ctStatus, .ctLabel, .ctEvent,
            .pkttype, .devgroup, .fibAddr, .ifname, .date, .hour, .day, .cgroup, .string, .ctDir:
            true
        default: false
        }
    }

    /// Values are sets of bits.
    var isBitmask: Bool {
        switch self {
        case .ctState, .ctStatus, .ctLabel, .tcpFlag, .ctEvent: true
        default: false
        }
    }

    var takesPrefix: Bool { self == .ipv4 || self == .ipv6 }
}
