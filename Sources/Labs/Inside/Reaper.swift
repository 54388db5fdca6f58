import Glibc

/// PID 1 inherits every orphan of its sandbox; this collects them all and remembers the ones somebody waits for.
struct Reaper {
    private var ended: [pid_t: Int32] = [:]

    /// Exit status as a shell gives it.
    mutating func wait(for child: pid_t) -> Int32 {
        while true {
            if let status = ended.removeValue(forKey: child) { return status }
            var status: Int32 = 0
            let pid = waitpid(-1, &status, 0)
            if pid > 0 {
                ended[pid] = exitStatus(status)
            } else if errno != EINTR {
                return 127
            }
        }
    }
}
