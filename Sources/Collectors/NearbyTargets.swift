import Glibc
import Kernel
import NetworkModel

/// What somebody could ask about, for those who type: quick, and as far as it can be seen.
public enum NearbyTargets {
    /// A process with its own name for itself, which is hostile text.
    public struct Process: Sendable {
        public let pid: Int
        public let comm: String
    }

    /// Processes whose number begins like this, those first whose network is not ours; at most so many.
    public static func processes(numbered prefix: String, atMost most: Int) -> [Process] {
        let own = (try? Files.status("/proc/self/ns/net")).map { UInt64($0.st_ino) }
        var near: [Process] = []
        var elsewhere: [Process] = []
        for pid in ProcessReader.allPIDs().sorted() where String(pid).hasPrefix(prefix) {
            guard elsewhere.count < most else { break }
            let netns = ProcessReader.namespaceInode(pid, "net")
            // Threads of the kernel have no network of their own to ask about.
            guard netns != nil || near.count < most else { continue }
            let process = Process(pid: pid, comm: ProcessReader.comm(of: pid))
            if netns == nil || netns == own { near.append(process) } else { elsewhere.append(process) }
        }
        return Array((elsewhere + near).prefix(most))
    }

    /// Names that people gave namespaces.
    public static var namespaces: [String] {
        var finder = NamespaceFinder()
        finder.findNamed()
        return finder.found.values.flatMap(\.names).sorted()
    }

    /// Containers that processes are in, by what their runtimes call them and by the beginning of their ids.
    public static var containers: [String] {
        let homes = DockerFiles.homes()
        var names: [String: String?] = [:]
        for pid in ProcessReader.allPIDs() {
            guard let process = ProcessReader.read(pid), let container = process.container,
                names[container.id] == nil
            else { continue }
            names[container.id] = .some(ContainerNames.name(of: container, process, homes))
        }
        let ids = names.keys.map { $0.allSatisfy(\.isHexDigit) ? String($0.prefix(12)) : $0 }
        return Set(ids + names.values.compactMap { $0 }).sorted()
    }

    /// Links of our own namespace, by rtnetlink: a mounted sysfs may show another one's.
    public static var links: [String] {
        guard let first = if_nameindex() else { return [] }
        defer { if_freenameindex(first) }
        var names: [String] = []
        var next = first
        while let name = next.pointee.if_name {
            names.append(String(cString: name))
            next += 1
        }
        return names.sorted()
    }
}
