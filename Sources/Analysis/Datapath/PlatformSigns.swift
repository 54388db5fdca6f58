import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// What there is to know a platform by, around one cable: as far as the diagnosis has read it anyway. Only files of plugins
/// are asked for.
struct PlatformSigns {
    /// The target's own link.
    let link: Link
    /// The node's end of its cable, or the device below it.
    let cable: Link?
    let bridge: Link?
    let gateways: [IPAddress]
    /// The node's end of the target's network.
    let home: Namespace
    /// Routes of the node that lead to the target's addresses, of one host each.
    let hostRoutes: [Route]
    let network: ContainerNetwork?
    let config: PluginFiles.Config?
    let programs: [String]
    let daemons: [ProcessCensus.Daemon]
    let chains: Set<String>
    let tables: Set<String>
    let sets: Set<String>

    /// In words what bears the mark; nil where nothing does.
    func words(for mark: PlatformMark) -> String? {
        switch mark {
        case .cable(let pattern):
            guard let cable, Glob.matches(pattern, cable.ifname) else { return nil }
            return "the node's end of the cable is \(cable.ifname)"
        case .bridge(let pattern):
            guard let bridge, Glob.matches(pattern, bridge.ifname) else { return nil }
            return "it is plugged into \(bridge.ifname)"
        case .network(let platform):
            guard let network, network.platform == platform else { return nil }
            return "\(network.words) has the bridge \(network.bridge)"
        case .gateway(let text):
            guard let address = IPAddress(text), gateways.contains(address) else { return nil }
            return "its next hop is \(address)"
        case .routeProtocol(let proto):
            guard let route = hostRoutes.first(where: { $0.proto == proto }) else { return nil }
            return "the node's route to \(route.dst.address) is of protocol \(proto)"
        case .link(let pattern, let kind):
            guard
                let link = home.links.rows.first(where: { link in
                    Glob.matches(pattern, link.ifname) && (kind == nil || link.infoKind == kind)
                })
            else { return nil }
            return "the node has \(link.ifname)"
        case .chain(let prefix): return first(of: chains, prefix).map { "the node has the chain \($0)" }
        case .table(let name): return tables.contains(name) ? "the node has the nft table \(name)" : nil
        case .set(let prefix): return first(of: sets, prefix).map { "the node has the set \($0)" }
        case .program(let prefix):
            return first(of: Set(programs), prefix).map { "the program \($0) is attached on the way" }
        case .config(let type):
            guard let config, config.types.contains(type) else { return nil }
            return "\(config.path) has the plugin \(type)"
        case .configName(let name):
            guard let config, config.name == name else { return nil }
            return "\(config.path) is of the network \(config.name)"
        case .kind(let kind):
            guard link.infoKind == kind else { return nil }
            return "its own link \(link.ifname) is of kind \(kind)"
        case .all(let marks):
            let words = marks.compactMap { self.words(for: $0) }
            return words.count == marks.count ? words.joined(separator: ", ") : nil
        case .process(let name):
            guard let daemon = daemons.first(where: { $0.comm == name }) else { return nil }
            let told = daemon.options.map { ", " + $0.joined(separator: " ") } ?? ""
            return "\(daemon.comm) runs (pid \(daemon.pid)\(told))"
        }
    }

    /// The one that sorts first, so that the same node is always told in the same words.
    private func first(of names: Set<String>, _ prefix: String) -> String? {
        names.lazy.filter { $0.hasPrefix(prefix) }.min()
    }

    /// A device through which routes lead to other nodes.
    func carrier(_ carrier: Platform.Carrier) -> Link? {
        home.links.rows.first { link in
            Glob.matches(carrier.device, link.ifname) && (carrier.kind == nil || link.infoKind == carrier.kind)
                && link.isUp && leads(through: link)
        }
    }

    func leads(through link: Link) -> Bool {
        routes.contains { $0.nexthops.contains { $0.ifindex == link.ifindex } }
    }

    /// The device that a carrier is bound to.
    func underlay(of link: Link) -> Link? {
        guard link.linkNetnsid == nil, let index = link.linkIndex, index != link.ifindex else { return nil }
        return home.links.rows.first { $0.ifindex == index }
    }

    /// A route by a next hop to a network beside the target's: what another node's pods are reached by without an envelope.
    func hasSibling(of address: IPAddress) -> Bool {
        let shared = address.family == .inet ? 16 : 48
        guard let around = IPPrefix(address, length: shared)?.network else { return false }
        return routes.contains { route in
            route.dst.length > shared && route.dst.length < address.family.width && around.contains(route.dst.address)
                && !route.dst.contains(address)
                && route.nexthops.contains { hop in hop.gateway != nil && isPlain(hop.ifindex) }
        }
    }

    /// Frames leave by it as they are: a card, or what stands for one.
    private func isPlain(_ ifindex: Int?) -> Bool {
        home.links.rows.contains { $0.ifindex == ifindex && Self.plainKinds.contains($0.infoKind) }
    }

    private static let plainKinds: Set<String?> = [nil, "vlan", "bond", "team", "bridge", "veth"]

    /// To somewhere, by the tables of both families.
    private var routes: [Route] {
        (home.routes.rows + home.routes6.rows).filter {
            $0.type == .unicast && !$0.dst.isDefault && !$0.dst.address.isLinkLocal && !$0.isCloned
        }
    }
}
