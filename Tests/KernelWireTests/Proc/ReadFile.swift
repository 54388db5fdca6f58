import Foundation

func readFile(_ path: String) throws -> [UInt8] {
    // /proc files have no size, so read to the end.
    let handle = try FileHandle(forReadingFrom: URL(filePath: path))
    return Array(try handle.readToEnd() ?? Data())
}
