import CLinux
import Glibc

/// Reads of small files and folders outside containers: /proc, /run, /etc of our own mount namespace.
public enum Files {
    /// A file's bytes, at most `limit`; longer files are cut.
    public static func read(_ path: String, limit: Int = 256 * 1024) throws(SystemError) -> [UInt8] {
        try Descriptor.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY).read(limit: limit).bytes
    }

    /// One value of /proc/sys, by its dotted name, without the newline. Follows the calling thread's namespace.
    public static func sysctl(_ name: String) throws(SystemError) -> String {
        let bytes = try read("/proc/sys/" + sysctlPath(name), limit: 4096)
        return String(decoding: bytes, as: UTF8.self).trimmingNewlines
    }

    /// `net.ipv4.conf.eth0/1.rp_filter`: as in sysctl(8) a slash in an interface name stands for a dot.
    static func sysctlPath(_ name: String) -> String {
        String(name.map { $0 == "." ? "/" : $0 == "/" ? "." : $0 })
    }

    /// Names in a folder, without `.` and `..`.
    public static func list(_ path: String) throws(SystemError) -> [String] {
        guard let directory = opendir(path) else { throw SystemError("list \(path)", code: errno) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    public static func status(_ path: String) throws(SystemError) -> stat {
        var result = stat()
        _ = try checkedErrno("stat \(path)") { Int(stat(path, &result)) }
        return result
    }

    public static func readLink(_ path: String) throws(SystemError) -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = try checkedErrno("readlink \(path)") {
            buffer.withUnsafeMutableBytes { raw in
                guard let base = raw.bindMemory(to: CChar.self).baseAddress else { return 0 }
                return readlink(path, base, raw.count)
            }
        }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}

extension String {
    var trimmingNewlines: String {
        var text = self[...]
        while let last = text.last, last.isNewline { text = text.dropLast() }
        return String(text)
    }
}
