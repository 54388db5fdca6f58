import JSON
import Kernel
import NetworkModel

/// What people call containers, as far as files of the runtime and of the kubelet tell: none is asked.
struct ContainerNames {
    /// Where Docker's daemons keep their data.
    let homes: [String]
    private let pods: [String: ContainerLabel.Pod]

    init(homes: [String]) {
        self.homes = homes
        pods = KubeletFiles.allPods()
    }

    /// Nil where no file says. A few files, whatever the machine runs.
    ///
    /// - Parameter process: one that runs in it; nil for none, whose parents would tell of Podman's.
    func label(of container: Container, _ process: Process?) -> ContainerLabel? {
        var label = runtimes(container, process)
        guard container.podUid != nil || label?.pod != nil else { return label }
        // The kubelet knows its pods by the same uid that the cgroup has.
        if label?.pod == nil, let pod = container.podUid.flatMap({ pods[$0] }) {
            let known = KubeletFiles.label(ofContainer: container.id)
            label = ContainerLabel(name: known?.pod == pod ? known?.name : nil, pod: pod)
        }
        return label
    }

    private func runtimes(_ container: Container, _ process: Process?) -> ContainerLabel? {
        switch container.runtime {
        case "podman", "cri-o":
            return OCIBundle.stored(container.id)?.label
                ?? process.flatMap { OCIBundle.conmon(above: $0)?.name }.map { ContainerNotes.label(named: $0) }
        case "containerd": return OCIBundle.containerd(container.id)?.label
        case "docker": return docker(container.id) ?? OCIBundle.containerd(container.id)?.label
        case nil:
            return docker(container.id) ?? OCIBundle.containerd(container.id)?.label
                ?? OCIBundle.stored(container.id)?.label
        // Those of LXC and systemd-nspawn are their ids.
        default: return ContainerLabel(name: container.id)
        }
    }

    private func docker(_ id: String) -> ContainerLabel? {
        homes.lazy.map { DockerFiles.file(id, below: $0) }.compactMap { file in
            DockerFiles.read(file).flatMap { ContainerNotes.label(docker: $0) }
        }.first
    }

    /// First processes of containerd's tasks with this name or id: their cgroups need not say what they are.
    static func tasks(named spelling: String) -> [Int] {
        OCIBundle.containerd().filter { $0.id == spelling || $0.isCalled(spelling) }.compactMap(\.pid)
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
            guard let value = DockerFiles.read(file), let name = ContainerNotes.label(docker: value)?.title,
                let path = value.member("NetworkSettings")?.member("SandboxKey")?.text
            else { continue }
            note(path, name)
        }
        for (bundle, name) in OCIBundle.conmons().prefix(Self.mostFiles) {
            if let name = bundle.label?.title ?? name.flatMap({ ContainerNotes.label(named: $0).title }),
                let path = bundle.network
            {
                note(path, name)
            }
        }
        for bundle in OCIBundle.containerd().prefix(Self.mostFiles) {
            if let name = bundle.label?.title, let path = bundle.network { note(path, name) }
        }
    }

    /// /var/run is /run. Containers of one pod share its namespace: the first one names it.
    private mutating func note(_ path: String, _ name: String) {
        let plain = path.hasPrefix("/var/run/") ? String(path.dropFirst(4)) : path
        if names[plain] == nil { names[plain] = name }
    }
}
