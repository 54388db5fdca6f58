import Glibc
import Kernel
import KernelWire
import NetworkModel

/// IPsec policies of one namespace. Must run on a thread that has entered it; few namespaces have any, so that no
/// socket is kept.
enum XfrmReader {
    static func read() -> Observed<Xfrm> {
        switch KernelModule.xfrm {
        case .absent: return .absent
        case .unknown(let reason): return .unknown(reason)
        case .askable: break
        }
        do throws(SystemError) {
            return .known(try read(NetlinkSocket(.xfrm)))
        } catch {
            // A kernel without IPsec.
            return error.code == EPROTONOSUPPORT ? .absent : .unknown(error.description)
        }
    }

    private static func read(_ socket: NetlinkSocket) throws(SystemError) -> Xfrm {
        let policies = try socket.dump(Request.getXfrmPolicies()) {
            (_: MessageHeader, payload: RawSpan) throws(WireError) in try XfrmPolicy(xfrm: payload)
        }
        var xfrm = Xfrm(policies: policies.rows, blocked: try blocked(socket))
        if xfrm.policies.contains(where: { !$0.templates.isEmpty }) {
            xfrm.states = try socket.dump(Request.getXfrmStates(), decode(XfrmState.init(xfrm:))).rows
            xfrm.hasKeyManager = hasKeyManager()
        }
        return xfrm
    }

    /// The files follow the thread.
    private static func hasKeyManager() -> Bool? {
        guard let netlink = try? Files.read("/proc/thread-self/net/netlink", limit: 1 << 20) else { return nil }
        // A kernel without PF_KEY has no such file.
        let pfkey = (try? Files.read("/proc/thread-self/net/pfkey", limit: 1 << 16)) ?? []
        return KeyManagers.isThere(netlink: netlink, pfkey: pfkey)
    }

    private static func blocked(_ socket: NetlinkSocket) throws(SystemError) -> Set<XfrmPolicy.Direction> {
        do throws(SystemError) {
            return try socket.get(Request.getXfrmDefault(), decode(Xfrm.blocked(xfrm:))) ?? []
        } catch  where error.isUnsupported {
            return []
        }
    }
}
