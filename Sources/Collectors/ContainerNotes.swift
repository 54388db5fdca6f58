import JSON
import NetworkModel

/// What runtimes write beside a container about whose it is: annotations of OCI bundles, labels of Docker.
enum ContainerNotes {
    /// By the annotations of containerd's CRI plugin, of CRI-O, or of nerdctl.
    static func label(annotations notes: JSONValue) -> ContainerLabel? {
        let note = { (key: String) in notes.member(key)?.text.flatMap { $0.isEmpty ? nil : $0 } }
        if let pod = pod(note("io.kubernetes.cri.sandbox-namespace"), note("io.kubernetes.cri.sandbox-name")) {
            let isSandbox = note("io.kubernetes.cri.container-type") == "sandbox"
            return ContainerLabel(
                name: isSandbox ? nil : note("io.kubernetes.cri.container-name"), pod: pod, isSandbox: isSandbox)
        }
        if let pod = pod(note("io.kubernetes.pod.namespace"), note("io.kubernetes.pod.name")) {
            let isSandbox = note("io.kubernetes.cri-o.ContainerType") == "sandbox"
            return ContainerLabel(
                name: isSandbox ? nil : note("io.kubernetes.container.name"), pod: pod, isSandbox: isSandbox)
        }
        return note("nerdctl/name").map { ContainerLabel(name: $0) }
    }

    /// By Docker's own file on a container: its name and its labels, which Compose, a swarm and cri-dockerd give.
    static func label(docker value: JSONValue) -> ContainerLabel? {
        let labels = value.member("Config")?.member("Labels")
        let note = { (key: String) in labels?.member(key)?.text.flatMap { $0.isEmpty ? nil : $0 } }
        guard let name = DockerFiles.name(value), !name.isEmpty else { return nil }
        if let pod = pod(note("io.kubernetes.pod.namespace"), note("io.kubernetes.pod.name")) {
            let isSandbox = note("io.kubernetes.docker.type") == "podsandbox"
            return ContainerLabel(
                name: isSandbox ? nil : note("io.kubernetes.container.name"), pod: pod, isSandbox: isSandbox)
        }
        let composed = note("com.docker.compose.service").map {
            ContainerLabel.Service(project: note("com.docker.compose.project"), name: $0)
        }
        let swarms = note("com.docker.swarm.service.name").map { ContainerLabel.Service(project: nil, name: $0) }
        return ContainerLabel(name: name, service: composed ?? swarms)
    }

    /// By the name that a kubelet's runtime gives: `k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT`, where the sandbox is called POD.
    static func label(named name: String) -> ContainerLabel {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "k8s", let pod = pod(parts[3], parts[2]) else {
            return ContainerLabel(name: name)
        }
        let isSandbox = parts[1] == "POD"
        return ContainerLabel(name: isSandbox ? nil : parts[1], pod: pod, isSandbox: isSandbox)
    }

    private static func pod(_ namespace: String?, _ name: String?) -> ContainerLabel.Pod? {
        guard let namespace, let name, !namespace.isEmpty, !name.isEmpty else { return nil }
        return ContainerLabel.Pod(namespace: namespace, name: name)
    }
}
