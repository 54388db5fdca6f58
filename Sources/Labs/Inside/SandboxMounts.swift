import CLinux
import Glibc

/// The file system of a sandbox: the machine's, with private /proc, /sys, /run and /etc.
enum SandboxMounts {
    /// Where the machine's own /etc is kept.
    private static let machineEtc = "/run/lab/etc"

    static func prepare() throws(LabError) {
        // The first call that a hardened machine refuses although it allowed the namespaces.
        let refused = nsd_mount("none", "/", nil, nsd_mount_flags(NSD_PRIVATE))
        if refused < 0 { throw Sandbox.refusal(-refused, "mount") }
        try mount("proc", "/proc", type: "proc")
        // Not essential, and forbidden where part of /sys is masked, as in Docker.
        _ = nsd_mount("sysfs", "/sys", "sysfs", nsd_mount_flags(NSD_PLAIN))
        try mount("run", "/run", type: "tmpfs")
        for directory in ["/run/lab", machineEtc, "/run/netns", "/run/lock"] { mkdir(directory, 0o755) }
        try protectSysctls()
        try replaceEtc()
    }

    /// Real root keeps its power over /proc/sys even in here; leave it only the part that belongs to namespaces.
    private static func protectSysctls() throws(LabError) {
        let aside = "/run/lab/sysctl"
        mkdir(aside, 0o755)
        try mount("/proc/sys/net", aside, NSD_BIND)
        try mount("/proc/sys", "/proc/sys", NSD_BIND)
        try mount("none", "/proc/sys", NSD_READONLY)
        try mount(aside, "/proc/sys/net", NSD_BIND)
        _ = nsd_detach(aside)
        rmdir(aside)
    }

    /// A private /etc of links into the machine's. Links are copied, as most of them are relative.
    private static func replaceEtc() throws(LabError) {
        try mount("/etc", machineEtc, NSD_RBIND)
        try mount("etc", "/etc", type: "tmpfs")
        for name in entries(of: machineEtc)
        where !["resolv.conf", "netns", "hosts", "hostname", "nsswitch.conf"].contains(name) {
            symlink(linkText("\(machineEtc)/\(name)") ?? "\(machineEtc)/\(name)", "/etc/\(name)")
        }
        mkdir("/etc/netns", 0o755)
        // Answers must come from the lab's own files and servers, whatever the machine uses.
        try write("hosts: files dns\npasswd: files\ngroup: files\n", "/etc/nsswitch.conf")
        try write("127.0.0.1 localhost\n::1 localhost\n", "/etc/hosts")
        try write("node\n", "/etc/hostname")
        try write("", "/etc/resolv.conf")
        sethostname("node", 4)
    }

    private static func mount(_ source: String, _ target: String, _ kind: nsd_mount_flag) throws(LabError) {
        let result = nsd_mount(source, target, nil, nsd_mount_flags(kind))
        if result < 0 { throw LabError(.failed, "cannot mount \(target): \(errorText(-result))") }
    }

    private static func mount(_ source: String, _ target: String, type: String) throws(LabError) {
        let result = nsd_mount(source, target, type, nsd_mount_flags(NSD_PLAIN))
        if result < 0 { throw Sandbox.refusal(-result, "mount \(target)") }
    }

    private static func entries(of directory: String) -> [String] {
        guard let handle = opendir(directory) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    private static func write(_ text: String, _ path: String) throws(LabError) {
        let file = try LabFile(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644), path)
        file.write(text)
    }
}
