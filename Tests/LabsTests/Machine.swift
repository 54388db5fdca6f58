import Glibc

/// What a sandbox could spoil on the machine.
struct Machine: Equatable {
    private var files: [String: String] = [:]
    private var folders: [String: [String]] = [:]

    init() {
        for path in [
            "/proc/self/mountinfo", "/etc/resolv.conf", "/etc/hosts", "/proc/net/route", "/proc/sys/kernel/hostname",
            "/proc/sys/net/ipv4/ip_forward", "/proc/sys/net/ipv4/conf/all/rp_filter",
            "/proc/sys/net/ipv6/conf/all/forwarding", "/proc/sys/kernel/panic",
        ] { files[path] = contents(path) }
        for path in ["/etc", "/etc/netns", "/run", "/run/netns", "/sys/class/net", "/mnt"] {
            folders[path] = entries(path)
        }
    }
}

func contents(_ path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 18)
    let length = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<length], as: UTF8.self)
}

func entries(_ path: String) -> [String] {
    guard let handle = opendir(path) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
        names.append(
            withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            })
    }
    return names.sorted()
}

/// Asks again for up to two minutes.
func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<6000 {
        if condition() { return true }
        usleep(20_000)
    }
    return false
}
