import Kernel
import KernelWire

/// The unit of systemd that a process runs in, as its cgroup's path says.
enum SystemdUnit {
    static func of(_ pid: Int) -> String? {
        (try? Files.read("/proc/\(pid)/cgroup", limit: 16384)).flatMap { CgroupFile($0).path }.flatMap { name(in: $0) }
    }

    /// The innermost service or scope; nil for a process that is in a slice only. A service may have cgroups of its own below.
    static func name(in path: String) -> String? {
        path.split(separator: "/").last { $0.hasSuffix(".service") || $0.hasSuffix(".scope") }.map(String.init)
    }
}
