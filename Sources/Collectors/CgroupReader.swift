import Glibc
import Kernel
import KernelWire
import NetworkModel

/// Programs on the cgroup of one process. They hang in the unified hierarchy alone.
enum CgroupReader {
    /// Where systemd and others mount it: alone, or beside the older hierarchies.
    private static let mounts = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]

    /// Absent where no hook has a program; unknown without the right to ask.
    static func read(_ pid: Int) -> Observed<CgroupPrograms> {
        guard let file = try? Files.read("/proc/\(pid)/cgroup", limit: 16384),
            let path = CgroupFile.unifiedPath(in: file)
        else { return .absent }
        // Above the root of our own cgroup namespace.
        guard !path.split(separator: "/").contains("..") else { return .unknown("its cgroup is out of sight") }
        guard let mount = mounts.first(where: { (try? Files.status($0 + "/cgroup.procs")) != nil }) else {
            return .unknown("no unified hierarchy of cgroups is mounted here")
        }
        var found = CgroupPrograms(path: path)
        do throws(SystemError) {
            let folder = try Files.open(mount + path, O_RDONLY | O_DIRECTORY)
            for hook in CgroupPrograms.Hook.allCases {
                let ids = try BPF.cgroup(folder, hook)
                if !ids.isEmpty { found.programs[hook.rawValue] = ids }
            }
        } catch {
            return .unknown(error.description)
        }
        return found.programs.isEmpty ? .absent : .known(found)
    }
}
