import CLinux
import NetworkModel

extension Request {
    /// RTM_GETQDISC for the qdisc that holds the filters of a link, `ingress` or `clsact`. The answer is no more than an
    /// acknowledgement, or ENOENT where there is none (Linux 6.18).
    public static func getIngressQdisc(ifindex: Int) -> [UInt8] {
        var request = RequestBuilder(RTM_GETQDISC, flags: NLM_F_ACK)
        request.append(tcmsg(ifindex: ifindex, parent: NSD_TC_H_INGRESS))
        return request.bytes
    }

    /// RTM_GETQDISC for the root qdisc of a link, `tc -s qdisc show dev IF root`. An error where it is one of those that
    /// the kernel does not show. Who asks for one gets it as a notification, so it must be echoed (rtnetlink_send).
    public static func getRootQdisc(ifindex: Int) -> [UInt8] {
        var request = RequestBuilder(RTM_GETQDISC, flags: NLM_F_ACK | NLM_F_ECHO)
        request.append(tcmsg(ifindex: ifindex, parent: TC_H_ROOT))
        return request.bytes
    }

    /// RTM_GETTFILTER, `tc filter show dev IF ingress`.
    public static func getFilters(ifindex: Int, _ direction: LinkTraffic.Direction) -> [UInt8] {
        var request = RequestBuilder(RTM_GETTFILTER, flags: dump)
        request.append(tcmsg(ifindex: ifindex, parent: direction.parent))
        return request.bytes
    }
}

extension tcmsg {
    fileprivate init(ifindex: Int, parent: UInt32) {
        self.init()
        tcm_family = UInt8(AF_UNSPEC)
        tcm_ifindex = Int32(truncatingIfNeeded: ifindex)
        tcm_parent = parent
    }
}

extension LinkTraffic.Direction {
    /// Where filters of this direction hang.
    var parent: UInt32 { self == .ingress ? NSD_TC_H_CLSACT_INGRESS : NSD_TC_H_CLSACT_EGRESS }
}
