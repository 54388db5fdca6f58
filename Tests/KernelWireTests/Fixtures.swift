import Foundation
import KernelWire
import TestSupport

/// Captured messages and their oracles: see fixtures/netlink/README.md.
enum Fixture {
    static var names: [String] { Repository.names(in: "fixtures/netlink", ending: ".bin") }

    static func bytes(_ file: String) throws -> [UInt8] { try Repository.bytes("fixtures/netlink/\(file)") }

    static func text(_ file: String) throws -> String {
        String(decoding: try bytes(file), as: UTF8.self)
    }

    static func messages(_ name: String) throws -> [Message] { try Message.captured(name) }

    /// The messages of a dump or answer that carry rows, decoded.
    static func rows<Row>(_ name: String, _ decode: (RawSpan) throws(WireError) -> Row) throws -> [Row] {
        try Message.rows(name).map { try decode($0.payload.span.bytes) }
    }

    static func json(_ name: String) throws -> [JSON] {
        let value = try JSONSerialization.jsonObject(with: Data(try bytes(name + ".json")))
        return (value as? [[String: Any]] ?? []).map { JSON($0) }.filter { !$0.object.isEmpty }
    }
}

/// One object of an oracle.
struct JSON {
    var object: [String: Any]

    init(_ object: [String: Any]) {
        self.object = object
    }

    func has(_ key: String) -> Bool { object[key] != nil }
    func string(_ key: String) -> String? { object[key] as? String }
    func int(_ key: String) -> Int? { (object[key] as? NSNumber)?.intValue }
    func uint64(_ key: String) -> UInt64? { (object[key] as? NSNumber)?.uint64Value }
    func bool(_ key: String) -> Bool? { (object[key] as? NSNumber)?.boolValue }
    func strings(_ key: String) -> [String] { object[key] as? [String] ?? [] }
    func child(_ key: String) -> JSON { JSON(object[key] as? [String: Any] ?? [:]) }
    func children(_ key: String) -> [JSON] { (object[key] as? [[String: Any]] ?? []).map { JSON($0) } }
}
