import CLinux
import Glibc

extension LabSite {
    /// Starts a process of the lab and learns its number from its first word.
    mutating func start(_ process: LabProcess) throws(LabError) {
        var pair: [Int32] = [-1, -1]
        guard nsd_ready_pair(&pair) == 0 else { throw LabError(.failed, "socketpair: \(errorText(errno))") }
        let ours = try LabFile(pair[0], "socketpair")
        let child = try launch(process, ready: try LabFile(pair[1], "socketpair"))
        let pid = nsd_ready_sender(ours.number)
        guard pid > 0 else {
            let status = reaper.wait(for: child.pid)
            throw LabError(.failed, "process \(process.name) did not start (\(status)): \(child.output)")
        }
        pids[process.name] = pid
    }

    /// A container: its own process table and mounts, and, as in most of them, no sysctl to write.
    private static let box = [
        "unshare", "--pid", "--fork", "--mount-proc", "--", "sh", "-ec",
        "mount --bind /proc/sys /proc/sys; mount -o remount,bind,ro /proc/sys; exec \"$@\"", "container",
    ]

    private func launch(
        _ process: LabProcess, ready: consuming LabFile
    ) throws(LabError) -> (pid: pid_t, output: String) {
        let role = [executable] + ServeRole.arguments(process)
        let boxed = process.container ? Self.box + role : role
        let program = ChildProgram(try enter(process.place) + boxed, environment: environment)
        let null = try LabFile.null()
        let child = try program.start([null.number, null.number, STDERR_FILENO, ready.number])
        return (child, program.arguments.joined(separator: " "))
    }

    /// The command words that bring a program to its place.
    func enter(_ place: LabPlace) throws(LabError) -> [String] {
        switch place {
        case .host: return []
        case .netns(let name): return ["ip", "netns", "exec", name]
        case .process(let name, let netns):
            let pid = try LabWords(self).fill("{pid:\(name)}")
            let container = ["nsenter", "--target", pid, "--mount", "--pid", "--net", "--"]
            return container + (netns.map { ["ip", "netns", "exec", $0] } ?? [])
        }
    }
}
