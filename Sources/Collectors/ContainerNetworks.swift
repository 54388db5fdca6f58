import JSON
import Kernel
import NetworkModel

/// Which network of a container platform a bridge is, by the platforms' own files.
enum ContainerNetworks {
    private static let mostFiles = 256

    static func read() -> [ContainerNetwork] { netavark() + cni() + docker() }

    /// Podman's networks, where netavark makes them: a file each.
    private static func netavark() -> [ContainerNetwork] {
        let folder = "/etc/containers/networks"
        let names = ((try? Files.list(folder)) ?? []).sorted().filter { $0.hasSuffix(".json") }
        return names.prefix(mostFiles).compactMap { name in
            guard let bytes = try? Files.read("\(folder)/\(name)", limit: 1 << 20),
                let value = JSONReader.read(bytes), let network = value.member("name")?.text,
                let bridge = value.member("network_interface")?.text
            else { return nil }
            return ContainerNetwork(
                name: network, platform: "podman", bridge: bridge, isInternal: value.member("internal")?.flag)
        }
    }

    private static func cni() -> [ContainerNetwork] {
        CNIConfig.all().compactMap { config in
            config.bridge.map { ContainerNetwork(name: config.name, platform: "cni", bridge: $0, isInternal: nil) }
        }
    }

    /// Docker keeps its networks in a database; its containers' files name those that they are in. A bridge is called
    /// after the beginning of its network's id unless somebody gave it a name.
    private static func docker() -> [ContainerNetwork] {
        var found: [ContainerNetwork] = []
        for file in DockerFiles.containers().prefix(mostFiles) {
            guard let value = DockerFiles.read(file),
                let networks = value.member("NetworkSettings")?.member("Networks")
            else { continue }
            for (name, network) in networks.named {
                guard let id = network.member("NetworkID")?.text, id.utf8.count >= 12 else { continue }
                let bridge = name == "bridge" ? "docker0" : "br-\(id.prefix(12))"
                guard !found.contains(where: { $0.bridge == bridge }) else { continue }
                found.append(ContainerNetwork(name: name, platform: "docker", bridge: bridge, isInternal: nil))
            }
        }
        return found
    }
}

extension JSONValue {
    /// The members of an object with their names, in the order of the text.
    fileprivate var named: [(String, JSONValue)] {
        switch self {
        case .members(let members): members.map { ($0.key, $0.value) }
        case .object(let members): members.sorted { $0.key < $1.key }
        default: []
        }
    }
}
