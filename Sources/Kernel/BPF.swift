import CLinux
import Glibc
import KernelWire
import NetworkModel

/// Questions of bpf(2) about programs that others have loaded.
public enum BPF {
    /// What the kernel says about a program. Needs CAP_SYS_ADMIN in the first user namespace.
    public static func program(_ id: Int) throws(SystemError) -> BPFProgram {
        var raw = nsd_bpf_program()
        var instructions = [UInt64](repeating: 0, count: mostInstructions)
        let capacity = UInt32(instructions.count * MemoryLayout<UInt64>.size)
        _ = try checked("look at BPF program \(id)") {
            nsd_bpf_program(UInt32(truncatingIfNeeded: id), &raw, &instructions, capacity)
        }
        let name = withUnsafeBytes(of: raw.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let constant =
            raw.length <= capacity
            ? BPFProgram.constant(of: Array(instructions.prefix(Int(raw.length) / MemoryLayout<UInt64>.size))) : nil
        return BPFProgram(id: id, type: Int(raw.type), name: name, constant: constant)
    }

    /// What a longer program returns is not worked out.
    private static let mostInstructions = 4096

    /// Programs that see what the sockets of a cgroup do, those of its ancestors too, in the order in which they run.
    public static func cgroup(_ folder: borrowing Descriptor, _ hook: CgroupPrograms.Hook) throws(SystemError) -> [Int]
    {
        var ids = [UInt32](repeating: 0, count: 64)
        let count = UInt32(ids.count)
        let number = Int32(CgroupPrograms.Hook.allCases.firstIndex(of: hook) ?? 0)
        let descriptor = folder.raw
        do throws(SystemError) {
            let found = try checked("look for programs of a cgroup") {
                nsd_cgroup_programs(descriptor, number, &ids, count)
            }
            return ids.prefix(Int(found)).map { Int($0) }
        } catch  where error.code == EINVAL || error.code == ENOSYS || error.isGone {
            return []
        }
    }

    /// Programs attached to a link by tcx, in the order in which they run. The calling thread must be in the link's
    /// namespace. Empty before Linux 6.6.
    public static func tcx(ifindex: Int, _ direction: LinkTraffic.Direction) throws(SystemError) -> [Int] {
        var ids = [UInt32](repeating: 0, count: 64)
        let count = UInt32(ids.count)
        do throws(SystemError) {
            let found = try checked("look for tcx programs") {
                nsd_tcx_programs(Int32(truncatingIfNeeded: ifindex), direction == .egress ? 1 : 0, &ids, count)
            }
            return ids.prefix(Int(found)).map { Int($0) }
        } catch  where error.code == EINVAL || error.code == ENOSYS || error.isGone {
            return []
        }
    }
}
