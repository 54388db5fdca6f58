import Addresses
import CLinux
import NetworkModel

extension Request {
    /// A bit for each socket state of a dump.
    public struct SocketStates: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        public init(_ states: Socket.State...) {
            self.init(rawValue: states.reduce(0) { $0 | 1 << UInt32($1.rawValue) })
        }

        public static let all = SocketStates(rawValue: .max)
    }

    /// SOCK_DIAG_BY_FAMILY over NETLINK_SOCK_DIAG.
    ///
    /// Where inet_diag, tcp_diag, udp_diag or raw_diag are modules and not loaded, the kernel loads them to answer
    /// (sock_diag_rcv_msg). Whoever must not change the host looks first whether they are there.
    ///
    /// - Parameter withCounters: with INET_DIAG_SKMEMINFO, which holds what was dropped, and INET_DIAG_INFO.
    public static func getSockets(
        family: IPAddress.Family, proto: Socket.`Protocol`, states: SocketStates = .all, withCounters: Bool = false
    ) -> [UInt8] {
        var request = RequestBuilder(SOCK_DIAG_BY_FAMILY, flags: dump)
        var header = inet_diag_req_v2()
        header.sdiag_family = family.rawValue
        header.sdiag_protocol = proto == .mptcp ? 0 : proto.rawValue
        header.idiag_states = states.rawValue
        if withCounters {
            // idiag_ext has a bit for each attribute, beginning with the one of number 1.
            header.idiag_ext = UInt8(1 << (INET_DIAG_SKMEMINFO - 1) | 1 << (INET_DIAG_INFO - 1))
        }
        request.append(header)
        // IPPROTO_MPTCP does not fit into the header's eight bits (Linux 5.9).
        if proto == .mptcp { request.attribute(INET_DIAG_REQ_PROTOCOL, UInt32(NSD_IPPROTO_MPTCP)) }
        return request.bytes
    }
}
