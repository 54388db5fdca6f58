import Kernel
import KernelWire
import NetworkModel

extension NamespaceSession {
    /// `bridge vlan show`: a link of which the kernel tells none is in none.
    func readBridgeVLANs(into namespace: inout Namespace) {
        do throws(SystemError) {
            let dump = try route.dump(Request.getBridgePorts(), decode(Link.init(rtnetlink:)))
            guard dump.completeness != .interrupted else {
                namespace.bridgeVlans = .unknown(Table<Link>.restless)
                return
            }
            namespace.bridgeVlans = .known(
                Dictionary(dump.rows.map { ($0.ifindex, $0.vlans ?? []) }) { first, _ in first })
        } catch {
            namespace.bridgeVlans = .unknown(error.description)
        }
    }
}
