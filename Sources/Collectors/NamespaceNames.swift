import NetworkModel

/// What people call namespaces. Runtimes name them after nothing that users know, so the container's own name comes
/// first; files are read for namespaces that are at hand, once each.
struct NamespaceNames {
    private var containers: [NetnsID: String?] = [:]
    private lazy var catalog = ContainerCatalog()
    private lazy var configuredHomes = DockerFiles.configuredHomes()
    /// Where a daemon keeps its data elsewhere, its command line says so.
    private lazy var homes = DockerFiles.homes()
    /// On a node with more containers some keep the names that their runtimes gave.
    private static let most = 512

    /// - Parameters:
    ///   - found: where it is mounted; nil for nowhere.
    ///   - process: one that lives in it and in a container.
    mutating func all(of namespace: Namespace, _ found: NamespaceFinder.Found?, _ process: Process?) -> [String] {
        // Docker mounts the node's own namespace as `default`, for containers that have none of their own.
        if namespace.isOwn {
            let paths = found?.paths ?? []
            return (found?.names ?? []).filter { paths.contains("/run/netns/\($0)") }
        }
        let names = found?.names ?? []
        guard let container = container(of: namespace.id, found?.paths ?? [], process) else { return names }
        return [container] + names.filter { $0 != container }
    }

    private mutating func container(of id: NetnsID, _ paths: [String], _ process: Process?) -> String? {
        if let known = containers[id] { return known }
        let name: String?
        if let process, let container = process.container {
            guard containers.count < Self.most else { return nil }
            name =
                ContainerNames.name(of: container, process, configuredHomes)
                ?? ([nil, "docker"].contains(container.runtime)
                    ? ContainerNames.name(of: container, process, homes) : nil)
        } else if let path = paths.first(where: Self.isRuntimesName) {
            name = catalog[path]
        } else {
            // A process of it may be looked at later.
            return nil
        }
        containers[id] = .some(name)
        return name
    }

    /// Docker's sandbox keys, `netns-UUID` of netavark, `cni-UUID` of containerd and CRI-O.
    private static func isRuntimesName(_ path: String) -> Bool {
        ["/run/docker/netns/", "/run/netns/netns-", "/run/netns/cni-"].contains { path.hasPrefix($0) }
    }
}
