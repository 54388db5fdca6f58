import Foundation
import TestSupport
import Testing

@Suite("Kernel headers")
struct HeadersTests {
    /// The script says which headers it tried. They come from Debian's archive, once; where that cannot be reached, the
    /// test is skipped with the reason.
    @Test("of Linux 5.10 and all later ones will do")
    func anyHeadersWillDo() throws {
        let runner = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let output = FileManager.default.temporaryDirectory.appendingPathComponent(
            "nsdoctor-headers-\(UUID().uuidString)")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        let process = Process()
        process.executableURL = Repository.url("scripts/check-headers")
        process.arguments = [runner.deletingLastPathComponent().appendingPathComponent("Modules").path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = process.standardOutput
        try process.run()
        process.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        if process.terminationStatus == 77 {
            print(text, terminator: "")
            try Test.cancel("\(text)")
        }
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(text.contains(": Linux "), "\(text)")
    }
}
