import JSON
import Kernel
import NetworkModel

/// What an OCI runtime was told about one container: `config.json` of its bundle.
struct OCIBundle {
    /// The container's id; of containerd the task's.
    let id: String
    let folder: String

    /// Below it a folder for each namespace of containerd (`k8s.io`, `moby`, `default`), and in that one for each task.
    private static let tasks = "/run/containerd/io.containerd.runtime.v2.task"
    private static let most = 4096

    /// Of containerd, whatever its client: Kubernetes, nerdctl, ctr.
    static func containerd() -> [OCIBundle] {
        let folders = ((try? Files.list(tasks)) ?? []).sorted().flatMap { namespace in
            ((try? Files.list("\(tasks)/\(namespace)")) ?? []).sorted().map { (namespace, $0) }
        }
        return folders.prefix(most).map { OCIBundle(id: $1, folder: "\(tasks)/\($0)/\($1)") }
    }

    /// One task of containerd.
    static func containerd(_ id: String) -> OCIBundle? {
        let folders = ((try? Files.list(tasks)) ?? []).sorted().map { "\(tasks)/\($0)/\(id)" }
        return folders.first { (try? Files.status($0)) != nil }.map { OCIBundle(id: id, folder: $0) }
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

    /// What its users call it: the pod in Kubernetes, the name that nerdctl gave; nil where nothing says.
    var name: String? {
        guard let notes = config?.member("annotations") else { return nil }
        if let pod = notes.member("io.kubernetes.cri.sandbox-name")?.text {
            return notes.member("io.kubernetes.cri.sandbox-namespace")?.text.map { "\($0)/\(pod)" } ?? pod
        }
        return notes.member("nerdctl/name")?.text
    }

    /// Whether its users call it so: the pod, the container in it, nerdctl's name.
    func isCalled(_ name: String) -> Bool {
        guard let bytes, bytes.contains(text: name), let notes = JSONReader.read(bytes)?.member("annotations") else {
            return false
        }
        return ["io.kubernetes.cri.sandbox-name", "io.kubernetes.cri.container-name", "nerdctl/name"].contains {
            notes.member($0)?.text == name
        }
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
