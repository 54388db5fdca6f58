import Foundation

/// The checked-in files that tests read: fixtures, sources, documentation. Paths are those below the root of the package.
public enum Repository {
    public static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// `NSDOCTOR_UPDATE_GOLDEN=1 swift test` rewrites what is generated: read the difference before you commit it.
    public static let isUpdating = ProcessInfo.processInfo.environment["NSDOCTOR_UPDATE_GOLDEN"] == "1"

    public static func url(_ path: String) -> URL { root.appending(path: path) }

    public static func path(_ path: String) -> String { url(path).path }

    public static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: url(path))) }

    public static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    public static func lines(_ path: String) throws -> [String] {
        try text(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    public static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: Self.path(path)) }

    /// Names of the files in a folder that end so, without the ending, sorted.
    public static func names(in folder: String, ending: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []
        return files.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
    }

    public static func write(_ text: String, _ path: String) throws {
        let file = url(path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
