import Kernel
import NetworkModel

/// Who has tun and tap devices open: one look at every descriptor of the machine.
enum TunReaders {
    private static let mostProcesses = 32_768
    private static let mostDescriptors = 4096

    static func find() -> [TunReader] {
        ProcessReader.allPIDs().prefix(mostProcesses).flatMap { pid -> [TunReader] in
            let numbers = ((try? Files.list("/proc/\(pid)/fd")) ?? []).prefix(mostDescriptors)
            return numbers.compactMap { number in
                guard let name = device(pid, number) else { return nil }
                var reader = TunReader(
                    ifname: name, netns: Int32(number).flatMap { netns(pid, $0) }, pid: pid,
                    comm: ProcessReader.comm(of: pid))
                reader.machine = VirtualMachine.name(ofProcess: pid)
                if reader.machine != nil { reader.cards = VirtualMachine.cards(ofProcess: pid) }
                return reader
            }
        }
    }

    /// What fdinfo says of a descriptor of /dev/net/tun: `iff:` and the device's name.
    static func device(_ pid: Int, _ number: String) -> String? {
        guard (try? Files.readLink("/proc/\(pid)/fd/\(number)")) == "/dev/net/tun",
            let bytes = try? Files.read("/proc/\(pid)/fdinfo/\(number)", limit: 4096)
        else { return nil }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("iff:") }
        return line?.dropFirst(4).trimmingPrefix { $0 == "\t" || $0 == " " }.description
    }

    /// Where the device is: that of the process may be another, as with slirp4netns. Nil where the kernel does not
    /// tell.
    private static func netns(_ pid: Int, _ number: Int32) -> NetnsID? {
        (try? ProcessHandle(pid: pid)).flatMap { $0.netns(ofTun: number) }.map(NetnsID.init)
    }
}
