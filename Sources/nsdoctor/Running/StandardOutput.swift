import Glibc
import Synchronization

/// What a command says, and whether it arrived. Nobody may take a report that is cut, or was never written, for a whole one.
enum StandardOutput {
    /// errno of the first write that failed; 0 while all is well.
    private static let failure = Atomic<Int32>(0)

    static func write(_ text: String) {
        guard failure.load(ordering: .relaxed) == 0, let code = Self.write(text, to: STDOUT_FILENO) else { return }
        failure.store(code, ordering: .relaxed)
    }

    /// All of it, however long the reader takes; the errno(3) that kept it from being written.
    static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                // A pipe that somebody else has made non-blocking, and that is full.
                var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = Glibc.poll(&poll, 1, -1)
            case let code: return code
            }
        }
        return nil
    }

    /// Ends the program, with another status than it would have had where what it said has not arrived. A reader that has
    /// gone is told nothing, and whoever started us sees what ip(8) shows him: the signal.
    static func end(_ status: Int32) -> Never {
        switch failure.load(ordering: .relaxed) {
        case 0: exit(status)
        case EPIPE:
            signal(SIGPIPE, SIG_DFL)
            raise(SIGPIPE)
            exit(128 + SIGPIPE)
        case let code:
            Terminal.standardError("nsdoctor: standard output cannot be written: \(String(cString: strerror(code)))\n")
            exit(ExitStatus.output.rawValue)
        }
    }

    /// Keeps files that are opened later from becoming standard streams where those were closed: reading or writing them
    /// fails as before, and touches nobody's file.
    static func holdPlaces() {
        for (descriptor, flags) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            // The lowest free number is the one that lacks.
            _ = open("/dev/null", flags)
        }
    }
}
