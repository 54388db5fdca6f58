import Foundation
import TestSupport

/// Runs what a reader would type: `nsdoctor` is the binary beside the test runner, in a folder of the example's own.
struct Shell {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "nsdoctor-docs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    func run(_ command: String) throws -> Command.Outcome {
        let binaries = URL(filePath: Command.nsdoctor).deletingLastPathComponent().path
        return try Command.run(
            ["/bin/sh", "-c", command], in: folder,
            environment: [
                "PATH": "\(binaries):/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
                "COLUMNS": "80",
            ])
    }
}
