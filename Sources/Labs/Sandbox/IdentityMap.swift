import Glibc

/// Who is who inside a new user namespace. Root keeps all users, so that a lab can also run programs as another one;
/// anybody else becomes root inside and is the only user there.
enum IdentityMap {
    static func write(for child: pid_t) throws(LabError) {
        if geteuid() == 0, writeMaps(child, uids: everyone("uid_map"), gids: everyone("gid_map")) == 0 { return }
        // Without privilege the kernel accepts a group map only from somebody who has given up setgroups.
        put("deny", "/proc/\(child)/setgroups")
        let error = writeMaps(child, uids: "0 \(geteuid()) 1\n", gids: "0 \(getegid()) 1\n")
        if error != 0 { throw Sandbox.refusal(error, "uid_map") }
    }

    private static func writeMaps(_ child: pid_t, uids: String, gids: String) -> Int32 {
        let error = put(gids, "/proc/\(child)/gid_map")
        return error != 0 ? error : put(uids, "/proc/\(child)/uid_map")
    }

    /// Maps each id that exists here to itself: our own map with its middle column, the outer ids, left out.
    private static func everyone(_ file: String) -> String {
        guard let map = try? LabFile(open("/proc/self/\(file)", O_RDONLY | O_CLOEXEC), file) else { return "" }
        let lines = String(decoding: map.remaining(), as: UTF8.self).split(separator: "\n")
        return lines.map { line in
            let columns = line.split(separator: " ")
            return columns.count == 3 ? "\(columns[0]) \(columns[0]) \(columns[2])\n" : ""
        }.joined()
    }

    /// The whole text in one write, as the kernel wants it; 0 or errno.
    @discardableResult
    private static func put(_ text: String, _ path: String) -> Int32 {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return errno }
        defer { close(file) }
        return text.withCString { Glibc.write(file, $0, strlen($0)) } < 0 ? errno : 0
    }
}
