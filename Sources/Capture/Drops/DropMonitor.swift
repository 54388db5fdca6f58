import CLinux
import Glibc
import Kernel
import KernelWire
import NetworkModel

/// The kernel's drop_monitor, switched on for the whole machine: what it said before is put back when this ends.
final class DropMonitor: DropTeller {
    private let orders: NetlinkSocket
    private let requests: DropMonitorRequests
    private let before: DropMonitorConfig
    private let alerts: Descriptor
    private var isOn = false
    private var buffer = [UInt8](repeating: 0, count: 65536)

    /// Switches it on.
    init() throws(SystemError) {
        orders = try NetlinkSocket(.generic)
        let families = try orders.dump(GenericFamily.list()) { (header, message) throws(WireError) in
            header.isControl ? nil : try GenericFamily(message)
        }
        guard let family = families.rows.first(where: { $0.name == "NET_DM" }), let group = family.groups.first else {
            throw SystemError(
                "find drop_monitor", code: ENOENT,
                detail: "its module is not loaded, or this network namespace does not see it")
        }
        requests = DropMonitorRequests(family.id)
        alerts = try Self.listen(to: group)
        before =
            try orders.get(requests.config) { (header, message) throws(WireError) in
                header.isControl ? nil : try DropMonitorConfig(message)
            } ?? DropMonitorConfig()
        try order(requests.set(DropMonitorConfig()), "set drop_monitor up")
        isOn = true
        try order(requests.start, "switch drop_monitor on")
    }

    private func order(_ request: [UInt8], _ what: String) throws(SystemError) {
        do throws(SystemError) {
            _ = try orders.get(request) { (_, _) throws(WireError) in Bool?.none }
        } catch {
            let isTaken = error.code == EBUSY || error.code == EAGAIN
            throw SystemError(what, code: error.code, detail: isTaken ? "somebody else uses it" : nil)
        }
    }

    private static func listen(to group: UInt32) throws(SystemError) -> Descriptor {
        let type = Int32(NSD_SOCK_RAW) | Int32(NSD_SOCK_CLOEXEC) | Int32(NSD_SOCK_NONBLOCK)
        let descriptor = Descriptor(
            owning: Int32(
                try checkedErrno("open a netlink socket") {
                    Int(socket(AF_NETLINK, type, NetlinkSocket.Bus.generic.rawValue))
                }))
        var size: Int32 = 4 << 20
        _ = setsockopt(descriptor.raw, SOL_SOCKET, SO_RCVBUF, &size, 4)
        // A socket without a port number would count as the sender, and be told nothing.
        var address = sockaddr_nl()
        address.nl_family = sa_family_t(AF_NETLINK)
        _ = try checkedErrno("bind a netlink socket") {
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Int(bind(descriptor.raw, $0, socklen_t(MemoryLayout<sockaddr_nl>.size)))
                }
            }
        }
        var group = group
        _ = try checkedErrno("listen to drop_monitor") {
            Int(setsockopt(descriptor.raw, Int32(NSD_SOL_NETLINK), Int32(NETLINK_ADD_MEMBERSHIP), &group, 4))
        }
        return descriptor
    }

    var descriptor: Int32 { alerts.raw }
    let patience: Int32 = -1

    /// Datagrams that are taken at a time: whoever wants it to end is heard in a flood, too.
    private static let most = 1000

    func take(_ tally: inout DropTally) {
        for _ in 0..<Self.most {
            let count = recv(alerts.raw, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            // ENOBUFS: there was no room for some, and others follow.
            if count < 0, errno == ENOBUFS || errno == EINTR { continue }
            guard count > 0 else { return }
            let datagram = Array(buffer.prefix(count))
            try? Netlink.forEachMessage(in: datagram.span.bytes) { (header, message) throws(WireError) in
                guard !header.isControl, let alert = try DropAlert(message), let packet = alert.packet else { return }
                let drop = PacketCapture.Drop(
                    symbol: alert.symbol, reason: alert.reason, ifname: alert.ifname, tuple: packet.tuple, packets: 1)
                tally.add(WatchedDrop(drop: drop, ifindex: alert.ifindex))
            }
        }
    }

    @discardableResult
    func stop() -> SystemError? {
        guard isOn else { return nil }
        isOn = false
        do throws(SystemError) {
            try order(requests.stop, "switch drop_monitor off")
            try order(requests.set(before), "put drop_monitor's settings back")
            return nil
        } catch {
            return error
        }
    }

    deinit { stop() }
}
