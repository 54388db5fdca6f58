import Kernel
import KernelWire
import NetworkModel

/// One look at every process: two small files each. Descriptors are listed of those only that do not run.
struct CensusReader {
    /// A machine may have more processes than a diagnosis should wait for.
    private static let mostProcesses = 32_768
    private static let mostDescriptors = 4096

    /// Names of programs that make rules for containers and for machines, as the kernel keeps them (15 bytes).
    private static let daemons: Set<String> = [
        "dockerd", "kube-proxy", "calico-node", "flanneld", "firewalld", "libvirtd", "virtnetworkd", "kube-router",
        "cilium-agent", "antrea-agent", "aws-k8s-agent", "kindnetd", "ovn-controller", "kube-ovn-daemon", "weaver",
        "ip-masq-agent", "openvpn",
    ]

    /// Options of theirs that say which network they make; others may be secrets.
    private static let options: Set<String> = [
        "--proxy-mode", "--iface", "--iface-regex", "--run-service-proxy", "--enable-overlay", "--overlay-type",
    ]

    private var frozen: [String: Bool] = [:]

    static func read() -> ProcessCensus {
        var reader = CensusReader()
        var census = ProcessCensus()
        census.waitingForNetns = 0
        for pid in ProcessReader.allPIDs().prefix(mostProcesses) { reader.look(at: pid, &census) }
        return census
    }

    private mutating func look(at pid: Int, _ census: inout ProcessCensus) {
        guard let bytes = try? Files.read("/proc/\(pid)/stat", limit: 4096), let stat = ProcStat(bytes),
            stat.state != "Z", stat.state != "X"
        else { return }
        if stat.isKernelThread {
            // A worker is called after the queue that it works for, with a plus: kworker/u8:3+netns.
            if stat.state == "D", stat.comm.hasSuffix("+netns") {
                census.waitingForNetns = (census.waitingForNetns ?? 0) + 1
            }
            return
        }
        if Self.daemons.contains(stat.comm) {
            var daemon = ProcessCensus.Daemon(pid: pid, comm: stat.comm, netns: ProcessReader.netns(of: pid).value)
            let told = CommandLine.settings(Self.options, in: CommandLine.words(of: pid))
            if !told.isEmpty { daemon.options = told }
            census.daemons.append(daemon)
        }
        guard let stopped = stopped(pid, stat) else { return }
        census.stopped.append(stopped)
    }

    private mutating func stopped(_ pid: Int, _ stat: ProcStat) -> StoppedProcess? {
        var process: StoppedProcess
        if let cause = StoppedProcess.Cause(state: stat.state) {
            process = StoppedProcess(pid: pid, comm: stat.comm, cause: cause)
        } else {
            guard let cgroup = Self.cgroup(of: pid), isFrozen(cgroup) else { return nil }
            process = StoppedProcess(pid: pid, comm: stat.comm, cause: .freezer)
            process.cgroup = cgroup
        }
        process.netns = ProcessReader.netns(of: pid).value
        for number in ((try? Files.list("/proc/\(pid)/fd")) ?? []).prefix(Self.mostDescriptors) {
            if let inode = SocketOwners.inode(ofDescriptor: number, of: pid) {
                process.sockets.append(inode)
            } else if let name = TunReaders.device(pid, number) {
                process.tuns.append(name)
            }
        }
        process.sockets.sort()
        return process
    }

    private mutating func isFrozen(_ cgroup: String) -> Bool {
        if let known = frozen[cgroup] { return known }
        let isFrozen = Self.isFrozen(cgroup)
        frozen[cgroup] = isFrozen
        return isFrozen
    }

    static func cgroup(of pid: Int) -> String? {
        (try? Files.read("/proc/\(pid)/cgroup", limit: 16384)).flatMap { CgroupFile($0).path }
    }

    /// cgroup.events says so for every cgroup below a frozen one, too.
    static func isFrozen(_ cgroup: String) -> Bool {
        guard cgroup != "/", let bytes = try? Files.read("/sys/fs/cgroup\(cgroup)/cgroup.events", limit: 4096) else {
            return false
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains("frozen 1")
    }
}
