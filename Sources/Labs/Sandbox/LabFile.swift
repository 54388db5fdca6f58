import CLinux
import Glibc

/// An open file, closed when it goes out of use.
struct LabFile: ~Copyable {
    let number: Int32

    init(_ number: Int32, _ what: String) throws(LabError) {
        // The C shims return -errno, the C library returns -1 and keeps errno.
        guard number >= 0 else {
            throw LabError(.failed, "\(what): \(errorText(number == -1 ? errno : -number))")
        }
        self.number = number
    }

    deinit { close(number) }

    /// An anonymous file, for output that somebody may or may not want to read later.
    static func scratch(_ name: String) throws(LabError) -> LabFile {
        try LabFile(nsd_memfd(name), "memfd_create")
    }

    static func null() throws(LabError) -> LabFile {
        try LabFile(open("/dev/null", O_RDWR | O_CLOEXEC), "/dev/null")
    }

    /// Everything from the beginning of a file.
    func contents() -> [UInt8] {
        lseek(number, 0, SEEK_SET)
        return remaining()
    }

    /// Everything up to the end of a file or pipe.
    func remaining() -> [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let length = read(number, &chunk, chunk.count)
            if length > 0 {
                all += chunk[..<length]
            } else if length == 0 || errno != EINTR {
                return all
            }
        }
    }

    func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let length = bytes.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if length > 0 {
                bytes = bytes.dropFirst(length)
            } else if errno != EINTR {
                return
            }
        }
    }
}

/// A pipe whose two ends close on exec.
struct Pipe: ~Copyable {
    var reader: LabFile
    var writer: LabFile

    init() throws(LabError) {
        var ends: [Int32] = [-1, -1]
        let error = nsd_pipe(&ends)
        guard error == 0 else { throw LabError(.failed, "pipe: \(errorText(-error))") }
        let first = try LabFile(ends[0], "pipe")
        let second = try LabFile(ends[1], "pipe")
        reader = first
        writer = second
    }
}
