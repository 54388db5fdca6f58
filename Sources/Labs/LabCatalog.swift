import Glibc
import TerminalText

/// Where labs come from: the binary itself, or a file.
public enum LabCatalog {
    /// The shipped labs, in the order in which to learn from them.
    public static var shipped: [LabSource] {
        ShippedLabs.all.map { LabSource(name: $0.name, text: String(decoding: $0.bytes, as: UTF8.self)) }
    }

    /// The same, read; a test holds that all can be.
    public static var readable: [Lab] { shipped.compactMap { try? Lab($0) } }

    /// A shipped lab by its id, or a lab file if the word is a path.
    public static func find(_ word: String) throws(LabError) -> Lab {
        if word.contains("/") || word.hasSuffix(".yaml") { return try load(word) }
        let sources = shipped
        if let found = sources.first(where: { $0.name == "\(word).yaml" }) { return try Lab(found) }
        let known = sources.map { String($0.name.dropLast(5)) }
        throw LabError(
            .notFound, "there is no lab '\(word)'; there are: \(known.joined(separator: ", "))",
            hint: Suggestion.hint(for: word, among: known))
    }

    public static func load(_ path: String) throws(LabError) -> Lab {
        // A FIFO that nobody writes to must not block.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LabError(.notFound, "cannot read \(path): \(errorText(errno))") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, let file = fdopen(descriptor, "r")
        else {
            close(descriptor)
            throw LabError(.badLab, "\(path) is no regular file")
        }
        defer { fclose(file) }
        // One byte more than a lab may have: the reader then says so.
        var bytes = [UInt8](repeating: 0, count: (1 << 20) + 1)
        let length = fread(&bytes, 1, bytes.count, file)
        return try Lab(LabSource(name: path, text: String(decoding: bytes[..<length], as: UTF8.self)))
    }
}

/// strerror(3).
func errorText(_ number: Int32) -> String { String(cString: strerror(number)) }
