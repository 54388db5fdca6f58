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

    /// Containers that processes are in, by what people call them and by the beginning of their ids.
    public static var containers: [String] {
        let labels = labels
        let ids = labels.keys.map { $0.allSatisfy(\.isHexDigit) ? String($0.prefix(12)) : $0 }
        let names = labels.values.compactMap { $0 }.flatMap { [$0.pod == nil ? $0.name : nil, $0.service?.words] }
        return Set(ids + names.compactMap { $0 }).sorted()
    }

    /// Pods that processes are in.
    public static var pods: [String] { Set(labels.values.compactMap { $0?.pod?.words }).sorted() }

    /// Units of systemd that processes run in.
    public static var units: [String] { Set(ProcessReader.allPIDs().compactMap { SystemdUnit.of($0) }).sorted() }

    /// Virtual machines that run.
    public static var machines: [String] { Set(VirtualMachine.all().map(\.name)).sorted() }

    private static var labels: [String: ContainerLabel?] {
        let known = ContainerNames(homes: DockerFiles.homes())
        var labels: [String: ContainerLabel?] = [:]
        for pid in ProcessReader.allPIDs() {
            guard let process = ProcessReader.read(pid), let container = process.container,
                labels[container.id] == nil
            else { continue }
            labels[container.id] = .some(known.label(of: container, process))
        }
        return labels
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
