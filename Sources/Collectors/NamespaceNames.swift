import NetworkModel

/// What people call namespaces. Runtimes name them after nothing that users know, so the container's own name comes
/// first; files are read for namespaces that are at hand, once each.
struct NamespaceNames {
    private var containers: [NetnsID: String] = [:]
    private var labels: [String: ContainerLabel?] = [:]
    private lazy var near = ContainerNames(homes: DockerFiles.configuredHomes())
    private lazy var catalog = ContainerCatalog()
    /// Where a daemon keeps its data elsewhere, its command line says so.
    private lazy var far = ContainerNames(homes: DockerFiles.homes())
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
            name = label(of: container, process)?.title
        } else if let path = paths.first(where: Self.isRuntimesName) {
            name = catalog[path]
        } else {
            // A process of it may be looked at later.
            return nil
        }
        if let name { containers[id] = name }
        return name
    }

    /// What people call a container that a process of the snapshot is in.
    mutating func label(of container: Container, _ process: Process) -> ContainerLabel? {
        if let known = labels[container.id] { return known }
        guard labels.count < Self.most else { return nil }
        var label = near.label(of: container, process)
        if label == nil, [nil, "docker"].contains(container.runtime) { label = far.label(of: container, process) }
        labels[container.id] = .some(label)
        return label
    }

    /// Docker's sandbox keys, `netns-UUID` of netavark, `cni-UUID` of containerd and CRI-O.
    private static func isRuntimesName(_ path: String) -> Bool {
        ["/run/docker/netns/", "/run/netns/netns-", "/run/netns/cni-"].contains { path.hasPrefix($0) }
    }
}
