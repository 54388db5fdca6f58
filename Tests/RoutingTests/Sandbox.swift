import Foundation

/// Runs the oracle script in user, network, mount and PID namespaces of its own, which vanish with it.
enum Sandbox {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static let scripts = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../fixtures/routing", directoryHint: .isDirectory
    ).standardizedFileURL

    /// Nil where sandboxes can be had; else why not.
    static let obstacle: String? = {
        do {
            _ = try run(["true"])
            return nil
        } catch {
            return "no user namespaces here: \(error)"
        }
    }()

    static func run(_ command: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["unshare", "-Urnmp", "--fork", "--mount-proc"] + command
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        let message = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: String(decoding: message, as: UTF8.self))
        }
        return data
    }

    static func ask(family: Int, seed: Int, routes: Int, flows: Int) throws -> [String: Any] {
        let script = scripts.appending(path: "oracle.py").path()
        let data = try run(["python3", "-B", script, String(family), String(seed), String(routes), String(flows)])
        guard let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw Failure(description: "the oracle printed no object")
        }
        return answer
    }
}
