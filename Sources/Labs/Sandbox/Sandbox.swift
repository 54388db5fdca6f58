import CLinux
import Glibc

/// New user, network, mount, PID, UTS and IPC namespaces around one program, which is PID 1 in there. When it ends,
/// or when the thread that started it ends, the kernel kills everything inside and tears the namespaces down.
struct Sandbox: ~Copyable {
    let pid: pid_t

    /// Starts the program. `descriptors` become its 0, 1, 2 and so on.
    init(_ program: ChildProgram, descriptors: [Int32]) throws(LabError) {
        let gate = try Pipe()
        let failure = try Pipe()
        let child = program.start(
            descriptors, flags: nsd_sandbox_flags(), hold: gate.reader.number, failure: failure.writer)
        guard child > 0 else { throw Self.refusal(-child, "clone") }
        do throws(LabError) {
            try IdentityMap.write(for: child)
        } catch {
            kill(child, SIGKILL)
            _ = waitForChild(child)
            throw error
        }
        gate.writer.write("!")
        if let number = ChildProgram.failure(consuming: failure) {
            _ = waitForChild(child)
            throw LabError(.failed, "\(program.path): \(errorText(number))")
        }
        pid = child
    }

    /// The exit status of PID 1. Afterwards nothing of the sandbox is left.
    consuming func wait() -> Int32 { waitForChild(pid) }

    /// The error for a system call by which a machine says that sandboxes are not wanted.
    static func refusal(_ number: Int32, _ call: String) -> LabError {
        let knobs = [
            ("/proc/sys/user/max_user_namespaces", "0"),
            ("/proc/sys/kernel/unprivileged_userns_clone", "0"),
            ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1"),
        ]
        let shut = knobs.first { path, shut in
            guard let file = try? LabFile(open(path, O_RDONLY | O_CLOEXEC), path) else { return false }
            return String(decoding: file.remaining(), as: UTF8.self).split(separator: "\n").first ?? "" == shut
        }
        let hint = shut.map { "; \($0.0) is \($0.1)" } ?? "; a container's seccomp profile may forbid it"
        return LabError(
            .forbidden, "this machine does not allow a sandbox of new namespaces (\(call): \(errorText(number)))\(hint)"
        )
    }
}
