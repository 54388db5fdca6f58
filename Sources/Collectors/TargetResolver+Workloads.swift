import Kernel
import KernelWire
import NetworkModel

// Targets by what people call what a process belongs to.
extension TargetResolver {
    /// A container by its name, its service's, or the beginning of its id, found by the cgroups of processes.
    public static func container(_ spelling: String) throws(TargetError) -> FoundTarget {
        let running = RunningContainer.all()
        let exact = running.filter { $0.container.id == spelling }
        if let found = exact.first { return try process(found.pid, .container, spelling) }
        let known = ContainerNames(homes: DockerFiles.homes())
        let called = running.compactMap { $0.labelled(by: known) }.filter { $0.label?.isCalled(spelling) ?? false }
        // Fewer characters would fit too many containers; the whole of an id, as of LXC's, may be one.
        let begins = spelling.utf8.count >= 4 ? running.filter { $0.container.id.hasPrefix(spelling) } : []
        let matches = called.isEmpty ? begins : called
        if matches.isEmpty, let pid = ContainerNames.tasks(named: spelling).first {
            return try process(pid, .container, spelling)
        }
        return try one(
            of: matches, .container, spelling,
            none: "no process runs in a container of the name \(spelling), or whose id begins so",
            several: called.isEmpty ? "is the beginning of several container ids" : "is the name of several containers")
    }

    /// A pod, `NAMESPACE/NAME`, or by its name alone where only one is called so; of one of its containers with
    /// `NAMESPACE/NAME/CONTAINER`.
    public static func pod(_ spelling: String) throws(TargetError) -> FoundTarget {
        let parts = spelling.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
            throw TargetError(.notFound, "\(spelling) is no name of a pod", hint: "nsdoctor pod NAMESPACE/NAME")
        }
        let known = ContainerNames(homes: DockerFiles.homes())
        let isMeant = { (pod: ContainerLabel.Pod) in
            parts.count == 1 ? pod.name == parts[0] : pod.namespace == parts[0] && pod.name == parts[1]
        }
        let matches = RunningContainer.all().compactMap { $0.labelled(by: known) }.filter { found in
            found.label?.pod.map(isMeant) == true && (parts.count < 3 || found.label?.name == parts[2])
        }
        let isLogged = KubeletFiles.allPods().values.contains(where: isMeant)
        return try one(
            of: matches, .pod, spelling,
            none: isLogged
                ? "the kubelet of this node has known the pod \(spelling), but no process of it runs"
                : "no process of a pod \(spelling) runs on this node",
            several: "is the name of pods in several namespaces")
    }

    /// A unit of systemd: the oldest of its processes. `.service` need not be typed.
    public static func unit(_ spelling: String) throws(TargetError) -> FoundTarget {
        let names: Set = [spelling, "\(spelling).service"]
        let inside = ProcessReader.allPIDs().filter { SystemdUnit.of($0).map(names.contains) ?? false }
        let first = inside.compactMap { ProcessReader.read($0) }.min { $0.startTime < $1.startTime }
        guard let first else {
            throw TargetError(
                .notFound, "no process of the unit \(spelling) runs here", hint: "systemctl status \(spelling)")
        }
        return try process(first.pid, .unit, spelling)
    }

    /// A virtual machine: the process that runs it.
    public static func machine(_ spelling: String) throws(TargetError) -> FoundTarget {
        let named = VirtualMachine.all().filter { $0.name == spelling }
        guard let machine = named.first else {
            throw TargetError(.notFound, "no virtual machine \(spelling) runs here", hint: "virsh list")
        }
        guard named.count == 1 else {
            let pids = named.map { String($0.pid) }.joined(separator: ", ")
            throw TargetError(.notFound, "\(spelling) is the name of several virtual machines: pids \(pids)")
        }
        return try process(machine.pid, .vm, spelling)
    }

    /// The one that is meant: of several in one network that which is no sandbox.
    private static func one(
        of matches: [RunningContainer], _ kind: Target.Kind, _ spelling: String, none: String, several: String
    ) throws(TargetError) -> FoundTarget {
        guard let first = matches.first else {
            throw TargetError(.notFound, none, hint: "nsdoctor list shows all namespaces")
        }
        let networks = Set(matches.map { ProcessReader.netns(of: $0.pid).value })
        let ids = Set(matches.map(\.container.id))
        // Where a network may not be looked at, nothing says that it is the same.
        guard ids.count == 1 || networks.count == 1 && !networks.contains(nil) else {
            let list = matches.prefix(8).map(\.words).sorted().joined(separator: ", ")
            throw TargetError(.notFound, "\(spelling) \(several): \(list)")
        }
        return try process((matches.first { $0.label?.isSandbox != true } ?? first).pid, kind, spelling)
    }

    private static func process(
        _ pid: Int, _ kind: Target.Kind, _ spelling: String
    ) throws(TargetError) -> FoundTarget {
        var found = try self.pid(pid)
        found.target.kind = kind
        found.target.spelling = spelling
        return found
    }
}

/// A container with a process that runs in it.
private struct RunningContainer {
    let container: Container
    let pid: Int
    var label: ContainerLabel?

    /// By the lowest number of a process each.
    static func all() -> [RunningContainer] {
        var seen: Set<Container> = []
        return ProcessReader.allPIDs().compactMap { pid in
            guard let bytes = try? Files.read("/proc/\(pid)/cgroup", limit: 16384),
                let container = CgroupFile(bytes).container, seen.insert(container).inserted
            else { return nil }
            return RunningContainer(container: container, pid: pid)
        }
    }

    func labelled(by names: ContainerNames) -> RunningContainer? {
        var known = self
        known.label = names.label(of: container, ProcessReader.read(pid))
        return known.label == nil ? nil : known
    }

    /// `shop-web-1 (3f9a3f9a3f9a)`
    var words: String { "\(label?.title ?? container.runtime ?? "container") (\(container.id.prefix(16)))" }
}
