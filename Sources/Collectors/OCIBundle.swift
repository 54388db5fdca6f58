import JSON
import Kernel
import NetworkModel

/// What an OCI runtime was told about one container: `config.json` of its bundle.
struct OCIBundle {
    /// The container's id; of containerd the task's.
    let id: String
    let folder: String

    /// Where containerd keeps its state: by itself, in k3s and RKE2, in MicroK8s, and below Docker's daemon. In each there
    /// is a folder for each of its namespaces (`k8s.io`, `moby`, `default`), and in that one for each task.
    private static let states = [
        "/run/containerd", "/run/k3s/containerd", "/var/snap/microk8s/common/run/containerd",
        "/run/docker/containerd/daemon",
    ]
    private static let most = 4096

    private static func namespaces() -> [String] {
        states.map { "\($0)/io.containerd.runtime.v2.task" }.flatMap { tasks in
            ((try? Files.list(tasks)) ?? []).sorted().map { "\(tasks)/\($0)" }
        }
    }

    /// Of containerd, whatever its client: Kubernetes, nerdctl, ctr.
    static func containerd() -> [OCIBundle] {
        let bundles = namespaces().flatMap { folder in
            ((try? Files.list(folder)) ?? []).sorted().map { OCIBundle(id: $0, folder: "\(folder)/\($0)") }
        }
        return Array(bundles.prefix(most))
    }

    /// One task of containerd.
    static func containerd(_ id: String) -> OCIBundle? { first(id, namespaces().map { "\($0)/\(id)" }) }

    /// One container of CRI-O or of Podman, where containers/storage keeps what is of a container that runs, or for good.
    static func stored(_ id: String) -> OCIBundle? {
        first(
            id,
            ["/run/containers/storage", "/var/lib/containers/storage"].map {
                "\($0)/overlay-containers/\(id)/userdata"
            })
    }

    private static func first(_ id: String, _ folders: [String]) -> OCIBundle? {
        folders.first { (try? Files.status("\($0)/config.json")) != nil }.map { OCIBundle(id: id, folder: $0) }
    }

    /// The conmon that watches a process's container: one of its parents.
    static func conmon(above process: Process) -> (bundle: OCIBundle, name: String?)? {
        var parent = process.parent
        for _ in 0..<16 {
            guard parent > 1, let next = ProcessReader.read(parent) else { return nil }
            if next.comm == "conmon" { return conmon(parent) }
            parent = next.parent
        }
        return nil
    }

    /// Of Podman and CRI-O: conmon watches one container each, and has its id, name and bundle as arguments.
    static func conmons() -> [(bundle: OCIBundle, name: String?)] {
        let monitors = ProcessReader.allPIDs().filter { ProcessReader.comm(of: $0) == "conmon" }
        return monitors.prefix(most).compactMap { conmon($0) }
    }

    private static func conmon(_ pid: Int) -> (bundle: OCIBundle, name: String?)? {
        guard let id = CommandLine.option(["-c", "--cid"], of: pid) else { return nil }
        let folder = CommandLine.option(["-b", "--bundle"], of: pid) ?? ""
        return (OCIBundle(id: id, folder: folder), CommandLine.option(["-n", "--name"], of: pid))
    }

    /// The first process, as containerd's shim has written it down.
    var pid: Int? {
        (try? Files.read("\(folder)/init.pid", limit: 64)).flatMap { bytes in
            Int(String(decoding: bytes, as: UTF8.self).prefix { $0.isNumber })
        }
    }

    private var config: JSONValue? { bytes.flatMap { JSONReader.read($0) } }

    private var bytes: [UInt8]? {
        folder.hasPrefix("/") ? try? Files.read("\(folder)/config.json", limit: 1 << 20) : nil
    }

    /// The path of the network namespace that it joins; nil where it has one that nobody has mounted.
    var network: String? {
        let namespaces = config?.member("linux")?.member("namespaces")?.elements ?? []
        return namespaces.first { $0.member("type")?.text == "network" }?.member("path")?.text
    }

    /// What its users call it; nil where nothing says.
    var label: ContainerLabel? { config?.member("annotations").flatMap { ContainerNotes.label(annotations: $0) } }

    /// Whether its users call it so; without reading on where that is not even mentioned.
    func isCalled(_ name: String) -> Bool {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        guard let bytes, bytes.contains(text: last), let notes = JSONReader.read(bytes)?.member("annotations") else {
            return false
        }
        return ContainerNotes.label(annotations: notes)?.isCalled(name) ?? false
    }
}

extension [UInt8] {
    /// Whether a text stands somewhere in it.
    func contains(text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard let first = wanted.first, count >= wanted.count else { return false }
        return indices.dropLast(wanted.count - 1).contains { start in
            self[start] == first && self[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }
}
