import Glibc
import Kernel
import KernelWire
import NetworkModel

/// Names of containers, as far as files of the runtime tell: none is asked.
enum ContainerNames {
    /// Ids of the containers with this name, of those whose processes were found.
    static func ids(named name: String, among containers: some Sequence<Container>) -> Set<String> {
        let watched = monitored(as: name)
        let homes = dockerHomes()
        return Set(
            containers.map(\.id).filter { id in
                watched.contains(id) || homes.contains { isDocker(id, named: name, below: $0) }
                    || isSandbox(id, of: name)
            })
    }

    // MARK: Docker

    /// `--data-root` of the daemons that run, and where it is by default.
    private static func dockerHomes() -> [String] {
        let given = ProcessReader.allPIDs().filter { ProcessReader.comm(of: $0) == "dockerd" }.compactMap { pid in
            option(["--data-root", "-g"], of: pid)
        }
        return given + ["/var/lib/docker"]
    }

    /// The daemon's file on a container, in which only a container's name begins with a slash.
    private static func isDocker(_ id: String, named name: String, below home: String) -> Bool {
        holds("\"Name\":\"/\(name)\"", "\(home)/containers/\(id)/config.v2.json")
    }

    // MARK: Podman and CRI-O

    /// conmon watches one container each, and has its id and name as arguments.
    private static func monitored(as name: String) -> Set<String> {
        let monitors = ProcessReader.allPIDs().filter { ProcessReader.comm(of: $0) == "conmon" }
        return Set(
            monitors.filter { option(["-n", "--name"], of: $0) == name }.compactMap { option(["-c", "--cid"], of: $0) })
    }

    // MARK: containerd

    /// The pod's or the container's name, in the annotations of what containerd was told to run for Kubernetes.
    private static func isSandbox(_ id: String, of name: String) -> Bool {
        let file = "/run/containerd/io.containerd.runtime.v2.task/k8s.io/\(id)/config.json"
        return ["sandbox-name", "container-name"].contains { holds("\"io.kubernetes.cri.\($0)\":\"\(name)\"", file) }
    }

    // MARK: Reading

    private static func holds(_ text: String, _ path: String) -> Bool {
        guard let bytes = try? Files.read(path, limit: 1 << 20) else { return false }
        let wanted = Array(text.utf8)
        guard let first = wanted.first, bytes.count >= wanted.count else { return false }
        return bytes.indices.dropLast(wanted.count - 1).contains { start in
            bytes[start] == first && bytes[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }

    /// The word behind one of these options, or behind its `=`.
    private static func option(_ names: [String], of pid: Int) -> String? {
        guard let bytes = try? Files.read("/proc/\(pid)/cmdline", limit: 65536) else { return nil }
        let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        for (index, word) in words.enumerated() {
            if names.contains(word), index + 1 < words.count { return words[index + 1] }
            if let name = names.first(where: { word.hasPrefix("\($0)=") }) {
                return String(word.dropFirst(name.utf8.count + 1))
            }
        }
        return nil
    }
}
