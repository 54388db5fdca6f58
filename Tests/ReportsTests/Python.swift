import Foundation

/// python3 as an independent judge of what we write.
enum Python {
    static let hasJSONSchema = (try? run("import jsonschema, jsonschema.validators")) == ""
    static let isThere = (try? run("")) == ""

    /// Runs a script with `input` in the file sys.argv[1]; returns what it printed, output and errors together.
    static func run(_ script: String, input: String = "") throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nsdoctor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("input")
        try Data(input.utf8).write(to: file)
        let process = Foundation.Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, file.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
