import Foundation
import Testing

/// Runs what a reader would type: `nsdoctor` is the binary beside the test runner, in a folder of the example's own.
struct Shell {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Why there can be no lab here; nil if there can be one.
    static let refusal: String? = {
        let outcome = try? Shell().run("nsdoctor lab run left-right -- true")
        return outcome?.status == 77 ? outcome?.errors : nil
    }()

    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("nsdoctor-docs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    func run(_ command: String) throws -> Outcome {
        // Output goes to files: a pipe that nobody empties would stop a talkative command.
        let output = folder.appendingPathComponent("output")
        let errors = folder.appendingPathComponent("errors")
        for file in [output, errors] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = folder
        process.environment = [
            "PATH": "\(binaries):/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }

    private var binaries: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test, saying why, where no sandbox is possible.
    static var needsSandbox: Self { .enabled(if: Shell.refusal == nil, "\(Shell.refusal ?? "")") }
}
