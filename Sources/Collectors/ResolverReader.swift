import Kernel
import KernelWire
import NetworkModel

/// resolv.conf, hosts and nsswitch.conf as a process or a named namespace would see them.
enum ResolverReader {
    private static let resolvConf = "/etc/resolv.conf"

    /// Through the process's own root, which `ip netns exec` and container runtimes give their own files.
    static func read(process pid: Int) -> ResolverFiles {
        do throws(SystemError) {
            let root = try RootedFile.root(ofProcess: pid)
            let own = try RootedFile.hostRoot()
            let theirs = try? RootedFile.identity(of: resolvConf, under: root)
            let ours = try? RootedFile.identity(of: resolvConf, under: own)
            let shared =
                theirs != nil && theirs.map { $0.0 } == ours.map { $0.0 } && theirs.map { $0.1 } == ours.map { $0.1 }
            let file = text(resolvConf, under: root)
            var files = ResolverFiles(
                path: "/proc/\(pid)/root\(resolvConf)", isHostFile: shared,
                resolvConf: file.map { ResolvConf(text: $0) },
                hosts: text("/etc/hosts", under: root).map { String(decoding: $0, as: UTF8.self) },
                nsswitch: text("/etc/nsswitch.conf", under: root).map { String(decoding: $0, as: UTF8.self) })
            if files.resolvConf.value?.nameservers.contains(DockerResolver.address) == true, !shared {
                files.upstreams = DockerResolver.upstreams(file.value ?? []) ?? DockerFiles.upstreams(ofProcess: pid)
            }
            return files
        } catch {
            let gap = error.description
            return ResolverFiles(
                path: "/proc/\(pid)/root\(resolvConf)", isHostFile: false, resolvConf: .unknown(gap),
                hosts: .unknown(gap), nsswitch: .unknown(gap))
        }
    }

    /// What `ip netns exec NAME` would mount: /etc/netns/NAME/FILE where it exists, else the machine's own.
    static func read(names: [String]) -> ResolverFiles {
        let own = names.lazy.map { "/etc/netns/\($0)" }.first { (try? Files.status($0 + "/resolv.conf")) != nil }
        let folder = own ?? "/etc"
        return ResolverFiles(
            path: "\(folder)/resolv.conf", isHostFile: own == nil,
            resolvConf: text("\(folder)/resolv.conf").map { ResolvConf(text: $0) },
            hosts: text("\(folder)/hosts").map { String(decoding: $0, as: UTF8.self) },
            nsswitch: text("\(folder)/nsswitch.conf").map { String(decoding: $0, as: UTF8.self) })
    }

    private static func text(_ path: String, under root: Descriptor) -> Observed<[UInt8]> {
        Observed.reading { () throws(SystemError) in try RootedFile.read(path, under: root) }
    }

    private static func text(_ path: String) -> Observed<[UInt8]> {
        Observed.reading { () throws(SystemError) in try Files.read(path, limit: RootedFile.limit) }
    }
}
