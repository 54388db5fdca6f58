import CLinux
import NetworkModel

extension Request {
    /// RTM_GETQDISC for the qdisc that holds the filters of a link, `ingress` or `clsact`; ENOENT where there is none.
    public static func getIngressQdisc(ifindex: Int) -> [UInt8] {
        // Acknowledged, because of a link that once had one the kernel may say nothing.
        var request = RequestBuilder(RTM_GETQDISC, flags: NLM_F_ACK)
        request.append(tcmsg(ifindex: ifindex, parent: NSD_TC_H_INGRESS))
        return request.bytes
    }

    /// RTM_GETTFILTER, `tc filter show dev IF ingress`.
    public static func getFilters(ifindex: Int, _ direction: LinkTraffic.Direction) -> [UInt8] {
        var request = RequestBuilder(RTM_GETTFILTER, flags: dump)
        let parent = direction == .ingress ? NSD_TC_H_CLSACT_INGRESS : NSD_TC_H_CLSACT_EGRESS
        request.append(tcmsg(ifindex: ifindex, parent: parent))
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

/// The kind of a qdisc, RTM_NEWQDISC.
public struct QdiscKind: Hashable, Sendable {
    public let name: String

    /// Nil where the message names none.
    public init?(rtnetlink message: RawSpan) throws(WireError) {
        var attributes = Attributes(in: message, after: MemoryLayout<tcmsg>.size)
        while let attribute = try attributes.next(in: message) {
            if attribute.type == TCA_KIND {
                name = try message.text(attribute)
                return
            }
        }
        return nil
    }
}
