import Glibc
import Kernel
import KernelWire
import NetworkModel

/// Keys, peers and allowed addresses of WireGuard devices. Must run on a thread that has entered the namespace; few have
/// any, so that no socket is kept.
enum WireGuardReader {
    static func read(_ devices: [Int]) -> [Int: Observed<WireGuard>] {
        guard !devices.isEmpty else { return [:] }
        do throws(SystemError) {
            let socket = try NetlinkSocket(.generic)
            // Listed, never asked for by name, which would load the module.
            let families = try socket.dump(GenericFamily.list(), decode(GenericFamily.init)).rows
            let family = families.first { $0.name == "wireguard" }
            return Dictionary(
                devices.map { ifindex in
                    (
                        ifindex,
                        family.map { family in
                            .reading { () throws(SystemError) in try read(ifindex, family.id, socket) }
                        } ?? .absent
                    )
                }
            ) { first, _ in first }
        } catch {
            return Dictionary(devices.map { ($0, .unknown(error.description)) }) { first, _ in first }
        }
    }

    private static func read(_ ifindex: Int, _ family: UInt16, _ socket: NetlinkSocket) throws(SystemError) -> WireGuard
    {
        var device = WireGuard()
        let now = time(nil)
        _ = try socket.dump(Request.getWireGuard(ifindex, family: family), begin: { device = WireGuard() }) {
            (_: MessageHeader, payload: RawSpan) throws(WireError) -> Bool? in
            try device.read(genetlink: payload, now: now)
            return nil
        }
        return device
    }
}
