import Foundation

/// A program that a test runs to its end.
public enum Command {
    public struct Outcome: Sendable {
        /// As a shell gives it: 128 and the number for a signal.
        public var status: Int32
        public var output: String
        public var errors: String
    }

    /// The path of the nsdoctor binary, beside the test runner.
    public static let nsdoctor = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "nsdoctor").path

    /// The distribution's own, as shims of a user's home are not for everybody.
    public static let python =
        FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
        ? "/usr/bin/python3" : "python3"

    /// What nsdoctor says outside of any sandbox: for what looks at nothing of the machine.
    public static func nsdoctor(_ words: [String]) throws -> Outcome { try run([nsdoctor] + words) }

    /// - Parameters:
    ///   - words: the program, by its path or to be found in PATH, and its arguments.
    ///   - folder: where it runs; the test runner's own for nil.
    ///   - environment: the test runner's own for nil.
    public static func run(
        _ words: [String], in folder: URL? = nil, environment: [String: String]? = nil
    ) throws -> Outcome {
        // Output goes to files: of two pipes one could fill up while the other is read.
        let output = try Scratch()
        let errors = try Scratch()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        if let folder { process.currentDirectoryURL = folder }
        if let environment { process.environment = environment }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output.handle
        process.standardError = errors.handle
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
            output: try output.text(), errors: try errors.text())
    }
}

/// A file without a name, for one output.
private struct Scratch {
    let handle: FileHandle

    init() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "nsdoctor-\(UUID().uuidString)")
        try Data().write(to: path)
        handle = try FileHandle(forUpdating: path)
        try FileManager.default.removeItem(at: path)
    }

    func text() throws -> String {
        try handle.seek(toOffset: 0)
        return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
    }
}
