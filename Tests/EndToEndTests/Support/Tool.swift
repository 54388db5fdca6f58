import Foundation

/// nsdoctor outside any sandbox: for what looks at nothing of the machine.
enum Tool {
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    static func run(_ words: [String]) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Here.executable)
        process.arguments = words
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
            output: String(decoding: text, as: UTF8.self), errors: String(decoding: complaint, as: UTF8.self))
    }
}
