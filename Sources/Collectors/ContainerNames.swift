import JSON
import Kernel
import NetworkModel

/// Names of containers, as far as files of the runtime tell: none is asked.
enum ContainerNames {
    /// Ids of the containers with this name, of those whose processes were found.
    static func ids(named name: String, among containers: some Sequence<Container>) -> Set<String> {
        let watched = Set(OCIBundle.conmons().filter { $0.name == name }.map(\.bundle.id))
        let homes = DockerFiles.homes()
        let called = Set(OCIBundle.containerd().filter { $0.isCalled(name) }.map(\.id))
        return Set(
            containers.map(\.id).filter { id in
                watched.contains(id) || called.contains(id)
                    || homes.contains { isDocker(id, named: name, below: $0) }
            })
    }

    /// First processes of containerd's tasks with this name or id: their cgroups need not say what they are.
    static func tasks(named spelling: String) -> [Int] {
        OCIBundle.containerd().filter { $0.id == spelling || $0.isCalled(spelling) }.compactMap(\.pid)
    }

    /// What users call the container that a process is in; nil where no file says. A few files, whatever the machine
    /// runs.
    ///
    /// - Parameter homes: where Docker's daemons keep their data.
    static func name(of container: Container, _ process: Process, _ homes: [String]) -> String? {
        switch container.runtime {
        case "podman", "cri-o": return OCIBundle.conmon(above: process)?.name
        case "containerd": return OCIBundle.containerd(container.id)?.name
        case "docker", nil:
            let files = homes.lazy.map { DockerFiles.file(container.id, below: $0) }
            return files.compactMap { DockerFiles.read($0).flatMap(DockerFiles.name) }.first
                ?? OCIBundle.containerd(container.id)?.name
        // Those of LXC and systemd-nspawn are their ids.
        default: return container.id
        }
    }

    private static func isDocker(_ id: String, named name: String, below home: String) -> Bool {
        DockerFiles.read(DockerFiles.file(id, below: home)).flatMap(DockerFiles.name) == name
    }
}

/// Names of containers by the paths of their network namespaces, for those of which no process was looked at. Of a
/// machine with more containers only some are read.
struct ContainerCatalog {
    private static let mostFiles = 256

    private var names: [String: String] = [:]

    /// What users call the container whose network namespace is mounted here.
    subscript(path: String) -> String? { names[path] }

    init() {
        for file in DockerFiles.containers().prefix(Self.mostFiles) {
            guard let value = DockerFiles.read(file), let name = DockerFiles.name(value),
                let path = value.member("NetworkSettings")?.member("SandboxKey")?.text
            else { continue }
            note(path, name)
        }
        for (bundle, name) in OCIBundle.conmons().prefix(Self.mostFiles) {
            if let name, let path = bundle.network { note(path, name) }
        }
        for bundle in OCIBundle.containerd().prefix(Self.mostFiles) {
            if let name = bundle.name, let path = bundle.network { note(path, name) }
        }
    }

    /// /var/run is /run. Containers of one pod share its namespace: the first one names it.
    private mutating func note(_ path: String, _ name: String) {
        let plain = path.hasPrefix("/var/run/") ? String(path.dropFirst(4)) : path
        if names[plain] == nil { names[plain] = name }
    }
}
