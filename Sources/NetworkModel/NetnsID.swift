/// A network namespace's identity: the inode of its nsfs file, as in `net:[4026531833]`. Unique as long as the
/// namespace lives; every diagnosis holds a descriptor so that it does.
public struct NetnsID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let inode: UInt64

    public init(inode: UInt64) {
        self.inode = inode
    }

    public var description: String { String(inode) }

    public static func < (a: NetnsID, b: NetnsID) -> Bool { a.inode < b.inode }
}

extension NetnsID: Codable {
    public init(from decoder: any Decoder) throws {
        inode = try decoder.singleValueContainer().decode(UInt64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(inode)
    }
}

// Lets dictionaries keyed by namespace become JSON objects.
extension NetnsID: CodingKeyRepresentable {
    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public var codingKey: any CodingKey { Key(stringValue: String(inode)) }

    public init?(codingKey: some CodingKey) {
        guard let inode = UInt64(codingKey.stringValue) else { return nil }
        self.init(inode: inode)
    }
}
