import FoundationEssentials
import Glibc
import JSON
import NetworkModel

/// Snapshots as JSON files, packed by gzip where their name ends so.
enum SnapshotFile {
    /// 256 MiB
    private static let limit = 256 << 20

    static func encode(_ snapshot: Snapshot) throws -> Data {
        Data(try JSONStream.encode(snapshot, repeating: NftExpression.self, rename: SnapshotKeys.key))
    }

    /// Packed where the name ends in `.gz`.
    static func write(_ snapshot: Snapshot, to path: String) throws {
        let data = try encode(snapshot)
        guard path.hasSuffix(".gz") else { return try write(data, to: path) }
        do {
            try write(try Gzip.compress(data), to: path)
        } catch is Gzip.Problem {
            throw Failure(.bug, "zlib does not work")
        }
    }

    /// - Parameter path: `-` for standard input. What is packed is told by its first bytes.
    static func read(_ path: String) throws(Failure) -> Snapshot {
        if path == "-" { return try decode(try contents(of: STDIN_FILENO, "standard input"), "standard input") }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        return try decode(try contents(of: descriptor, path), path)
    }

    /// All that comes, whatever the file said of its size.
    private static func contents(of descriptor: Int32, _ name: String) throws(Failure) -> Data {
        var data = Data()
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return data }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw unreadable(name)
            }
            guard data.count + count <= limit else { throw Failure(.badData, "\(name) is larger than 256 MiB") }
            data.append(contentsOf: chunk[..<count])
        }
    }

    private static func unreadable(_ name: String) -> Failure {
        let code = errno
        return Failure(ExitStatus(unreadable: code), "\(name) cannot be read: \(String(cString: strerror(code)))")
    }

    static func decode(_ data: Data, _ path: String) throws(Failure) -> Snapshot {
        let data = try unpacked(data, path)
        if let problem = JSONGuard.problem(in: Array(data)) { throw Failure(.badData, "\(path): \(problem)") }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom(SnapshotKeys.decode)
        do {
            let snapshot = try decoder.decode(Snapshot.self, from: data)
            guard snapshot.schema == Snapshot.currentSchema else {
                throw Failure(
                    .badData, "\(path): schema \(snapshot.schema), this version reads \(Snapshot.currentSchema)")
            }
            return snapshot
        } catch let failure as Failure {
            throw failure
        } catch let error as DecodingError {
            throw Failure(.badData, "\(path) is no snapshot: \(describe(error))")
        } catch {
            throw Failure(.badData, "\(path) is no snapshot")
        }
    }

    private static func unpacked(_ data: Data, _ path: String) throws(Failure) -> Data {
        guard Gzip.isGzip(data) else { return data }
        do throws(Gzip.Problem) {
            return try Gzip.decompress(data, most: limit)
        } catch {
            switch error {
            case .tooLarge: throw Failure(.badData, "\(path) is larger than 256 MiB when unpacked")
            case .cut: throw Failure(.badData, "\(path) ends too early for gzip")
            case .damaged: throw Failure(.badData, "\(path) is damaged gzip")
            case .unusable: throw Failure(.bug, "zlib does not work")
            }
        }
    }

    private static func describe(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        return switch error {
        case .keyNotFound(let key, let context): "\(place(context)) lacks \(key.stringValue)"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            "\(place(context)): \(context.debugDescription)"
        @unknown default: "it does not decode"
        }
    }

    static func write(_ data: Data, to path: String) throws(Failure) { try AtomicFile.write(data, to: path) }
}
