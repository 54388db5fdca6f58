import Glibc

/// Files that are there at once and whole, or not at all.
enum AtomicFile {
    /// For the owner alone.
    static let ownersMode: mode_t = 0o600

    /// Written under a temporary name beside the place where it belongs, brought to the disk, and then renamed; never
    /// through a link.
    ///
    /// - Parameter mode: whatever the umask says.
    static func write(_ bytes: some Collection<UInt8>, to path: String, mode: mode_t = ownersMode) throws(Failure) {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, ownersMode)
        guard descriptor >= 0 else { throw failure(temporary, errno) }
        let isWritten = fill(descriptor, Array(bytes)) && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0
        // What went wrong first; closing and removing have errors of their own.
        let why = errno
        close(descriptor)
        guard isWritten else {
            unlink(temporary)
            throw failure("\(path) cannot be written", why)
        }
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            unlink(temporary)
            throw Failure(.output, "\(path) exists and is no regular file")
        }
        guard rename(temporary, path) == 0 else {
            let why = errno
            unlink(temporary)
            throw failure("\(path) cannot be written", why)
        }
        syncFolder(of: path)
    }

    /// The same for what a command says.
    ///
    /// - Returns: false where it could not be written, which is said.
    static func leave(_ text: String, in path: String, mode: mode_t = ownersMode) -> Bool {
        do throws(Failure) {
            try write(text.utf8, to: path, mode: mode)
            return true
        } catch {
            Terminal.standardError("nsdoctor: \(Terminal.safe(error.message))\n")
            return false
        }
    }

    private static func failure(_ message: String, _ code: Int32) -> Failure {
        let isForbidden = [EACCES, EPERM, EROFS].contains(code)
        return Failure(isForbidden ? .noPermission : .output, "\(message): \(String(cString: strerror(code)))")
    }

    private static func fill(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { raw in
            var rest = raw[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }

    /// So that the new name is there after a loss of power, too. Where the file system cannot, the file is there all the same.
    private static func syncFolder(of path: String) {
        let end = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
