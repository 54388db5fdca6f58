import NetworkModel
import SnapshotQuery
import Topology

/// What another network plugin has on the node of a target whose own network is of a known one.
public struct PluginLeftover: Sendable {
    /// The node's end of the target's network.
    public let netns: NetnsID
    /// As people call the other plugin, and that of the target.
    public let plugin: String
    public let own: String
    /// Its devices, which serve no container. Hostile text.
    public let links: [String]
    /// Its processes, by their names: none of them runs.
    public let agents: [String]
    public let subject: NetnsID
}

/// A configuration that runtimes take before that of the target's network: containers that are started from now on get another
/// one.
public struct PluginRival: Sendable {
    public let netns: NetnsID
    /// As people call the plugin that counts, and that of the target.
    public let plugin: String
    public let own: String
    /// The file that sorts first. Hostile text.
    public let path: String
    /// Its plugins' types. Hostile text.
    public let types: [String]
    public let subject: NetnsID
}

/// A program of CNI that is not installed, though the configuration that counts for new containers names it.
public struct PluginGap: Sendable {
    public let netns: NetnsID
    /// The configuration. Hostile text, as the programs' names.
    public let path: String
    public let missing: [String]
    public let subject: NetnsID
}

extension TargetAnalysis {
    /// Only where the target's own network is of CNI.
    public var pluginGaps: [PluginGap] {
        guard datapath?.plugin != nil, let subject = scope.subjects.first, let attachment = mainAttachment(of: subject),
            let signs = signs(of: attachment), signs.config != nil,
            let first = query.pluginFiles().value?.configs.first, let missing = first.missing, !missing.isEmpty
        else { return [] }
        return [PluginGap(netns: signs.home.id, path: first.path, missing: missing, subject: subject)]
    }

    /// Only of plugins for clusters, of which a node has one; machines of several kinds live side by side.
    public var pluginLeftovers: [PluginLeftover] {
        guard let (attachment, signs, own) = clusterPlugin else { return [] }
        return Platform.clusters.compactMap { other -> PluginLeftover? in
            guard other.id != own.id, !own.isMadeOf(other.id) else { return nil }
            let links = signs.idleDevices(of: other).filter { $0.ifname != own.bridge && $0.ifname != own.carrier }
            guard !links.isEmpty, !signs.serves(other), let census = query.census().value,
                !census.daemons.contains(where: { other.agents.contains($0.comm) })
            else { return nil }
            return PluginLeftover(
                netns: signs.home.id, plugin: other.name, own: own.name, links: links.map(\.ifname),
                agents: other.agents, subject: attachment.ref.netns)
        }
    }

    public var pluginRivals: [PluginRival] {
        guard let (attachment, signs, own) = clusterPlugin, let first = query.pluginFiles().value?.configs.first,
            // Where several networks are plugged in by design, it hands on to the others.
            !first.types.contains("multus"),
            let other = Platform.clusters.first(where: { $0.isConfigured(by: first) }),
            other.id != own.id, !own.isMadeOf(other.id)
        else { return [] }
        return [
            PluginRival(
                netns: signs.home.id, plugin: other.name, own: own.name, path: first.path, types: first.types,
                subject: attachment.ref.netns)
        ]
    }

    private struct OwnPlugin {
        let id: String
        let name: String
        let bridge: String?
        let carrier: String?

        /// Canal is Calico's policies over flannel's network.
        func isMadeOf(_ other: String) -> Bool { id == "canal" && (other == "calico" || other == "flannel") }
    }

    private var clusterPlugin: (Attachment, PlatformSigns, OwnPlugin)? {
        guard let datapath, datapath.certainty == .certain, let id = datapath.plugin, let name = datapath.name,
            id == "canal" || Platform.clusters.contains(where: { $0.id == id }), let subject = scope.subjects.first,
            let attachment = mainAttachment(of: subject), let signs = signs(of: attachment)
        else { return nil }
        return (attachment, signs, OwnPlugin(id: id, name: name, bridge: datapath.bridge, carrier: datapath.carrier))
    }
}

extension Platform {
    /// Its processes, by their names.
    fileprivate var agents: [String] {
        (way + beside).compactMap { mark in if case .process(let name) = mark { name } else { nil } }
    }

    fileprivate func isConfigured(by config: PluginFiles.Config) -> Bool {
        (way.flatMap(\.parts) + beside).contains { mark in
            switch mark {
            case .config(let type): config.types.contains(type)
            case .configName(let name): config.name == name
            default: false
            }
        }
    }
}

extension PlatformMark {
    fileprivate var parts: [PlatformMark] { if case .all(let marks) = self { marks } else { [self] } }
}

extension PlatformSigns {
    /// Devices that only this platform makes, and bridges of its that nothing is plugged into.
    fileprivate func idleDevices(of platform: Platform) -> [Link] {
        let carriers = platform.carriers.filter { $0.makes == nil }.map { ($0.device, $0.kind) }
        let others = (platform.way.flatMap(\.parts) + platform.beside).compactMap { mark -> (String, String?)? in
            switch mark {
            case .link(let name, let kind): (name, kind)
            case .bridge(let name): (name, "bridge")
            default: nil
            }
        }
        // The kernel makes tunl0 by itself, wherever its module is loaded.
        let patterns = (carriers + others).filter { $0.0 != "tunl0" }
        return home.links.rows.filter { link in
            patterns.contains { Glob.matches($0.0, link.ifname) && ($0.1 == nil || link.infoKind == $0.1) }
                && !home.links.rows.contains { $0.master == link.ifindex }
        }
    }

    /// A cable on the node is of this platform: some container still is in its network.
    fileprivate func serves(_ platform: Platform) -> Bool {
        platform.way.contains { mark in
            guard case .cable(let pattern) = mark else { return false }
            return home.links.rows.contains { Glob.matches(pattern, $0.ifname) }
        }
    }
}
