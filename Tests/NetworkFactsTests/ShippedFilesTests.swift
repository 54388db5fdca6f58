import CShipped
import Foundation
import TestSupport
import Testing

@Suite("What the binary carries along")
struct ShippedFilesTests {
    private static func files(_ first: UnsafePointer<nsd_shipped_file>?) -> [String: Data] {
        var files: [String: Data] = [:]
        var next = first
        while let file = next?.pointee, let name = file.name {
            files[String(cString: name)] = Data(UnsafeBufferPointer(start: file.bytes, count: file.count))
            next = next?.successor()
        }
        return files
    }

    private static func files(in folder: String, _ suffix: String) throws -> [String: Data] {
        let folder = Repository.url(folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(suffix) }
        return Dictionary(
            uniqueKeysWithValues: try names.map { ($0, try Data(contentsOf: folder.appendingPathComponent($0))) })
    }

    @Test("are the files of runbooks/ and fixtures/labs, all of them, as they are now")
    func isWhatLiesThere() throws {
        #expect(Self.files(nsd_shipped_runbooks()) == (try Self.files(in: "runbooks", ".yaml")))
        #expect(Self.files(nsd_shipped_snapshots()) == (try Self.files(in: "runbooks", ".json")))
        #expect(Self.files(nsd_shipped_labs()) == (try Self.files(in: "fixtures/labs", ".yaml")))
    }
}
