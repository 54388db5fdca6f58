import Foundation
import Testing

/// Files under fixtures/reports that hold what a format must print, byte for byte.
/// `NSDOCTOR_UPDATE_GOLDEN=1 swift test` rewrites them: read the difference before you commit it.
enum GoldenFiles {
    static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("fixtures/reports")

    static func check(_ text: String, _ name: String, _ location: SourceLocation = #_sourceLocation) throws {
        let file = folder.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["NSDOCTOR_UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            return
        }
        let expected = try String(decoding: Data(contentsOf: file), as: UTF8.self)
        #expect(Array(expected.utf8) == Array(text.utf8), "\(name) differs", sourceLocation: location)
    }
}
