import Glibc
import Kernel

/// Where a capture is written to: a file that only its owner may read, or standard output for `-`.
///
/// A file is made anew (O_EXCL, mode 0600) beside the place where it belongs, and moved there at once: data is in place from the
/// first packet on, whoever is killed leaves what there was, and an older capture of the same name is replaced as a whole. What
/// is no regular file there, a link above all, or belongs to somebody else, is refused.
public final class CaptureOutput {
    private let descriptor: Int32
    private let file: Descriptor?

    /// Standard output is taken by the capture: nothing else may be printed there.
    public let isStandardOutput: Bool

    public init(_ path: String) throws(CaptureError) {
        isStandardOutput = path == "-"
        if isStandardOutput {
            file = nil
            descriptor = STDOUT_FILENO
        } else {
            let made = try Self.make(path)
            file = made
            descriptor = made.raw
        }
    }

    /// False once whoever reads standard output has gone.
    public func write(_ bytes: [UInt8]) throws(CaptureError) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE { return false }
                throw CaptureError(.output, SystemError("write the capture", code: errno).description)
            }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func make(_ path: String) throws(CaptureError) -> Descriptor {
        try refuseStrangers(path)
        let temporary = "\(path).\(getpid()).part"
        do throws(SystemError) {
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let raw = try checkedErrno("create \(temporary)") { Int(open(temporary, flags, 0o600)) }
            let file = Descriptor(owning: Int32(raw))
            // Whatever the umask takes away: its owner may read it.
            fchmod(file.raw, 0o600)
            do throws(SystemError) {
                _ = try checkedErrno("create \(path)") { Int(rename(temporary, path)) }
            } catch {
                unlink(temporary)
                throw error
            }
            return file
        } catch {
            throw CaptureError(.output, error.description)
        }
    }

    /// rename(2) follows no link itself, so this is for those who would be surprised.
    private static func refuseStrangers(_ path: String) throws(CaptureError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw CaptureError(.output, "\(path) is there and is no regular file", hint: "choose another name, or -")
        }
        guard status.st_uid == geteuid() else {
            throw CaptureError(.output, "\(path) is there and belongs to somebody else", hint: "choose another name")
        }
    }
}
