/// One nf_tables table, NFT_MSG_NEWTABLE, with what it holds.
public struct NftTable: Equatable, Sendable, Codable {
    public struct Flags: OptionSet, Hashable, Sendable, Codable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// NFT_TABLE_F_DORMANT: none of its base chains is registered.
        public static let dormant = Flags(rawValue: 1)
        /// NFT_TABLE_F_OWNER: goes away with the process that owns it.
        public static let owner = Flags(rawValue: 2)
        /// NFT_TABLE_F_PERSIST (Linux 6.9): stays after its owner is gone.
        public static let persist = Flags(rawValue: 4)
    }

    public var family: NftFamily
    public var name: String
    public var handle: UInt64
    public var flags: Flags
    /// NFTA_TABLE_OWNER: netlink port of the owner.
    public var owner: UInt32?
    public var comment: String?
    /// By name: a node may have ten thousand, and rules name them.
    public var chains: [String: NftChain] = [:]
    public var sets: [String: NftSet] = [:]
    public var objects: [NftObject] = []
    public var flowtables: [NftFlowtable] = []

    public init(family: NftFamily, name: String, handle: UInt64 = 0, flags: Flags = []) {
        self.family = family
        self.name = name
        self.handle = handle
        self.flags = flags
    }

    public func object(_ type: NftObject.Kind, _ name: String) -> NftObject? {
        objects.first { $0.name == name && $0.kind == type }
    }

    /// Rules of its chains, and what leads to them: about what a dump of the table comes to, known before its rules are.
    public var use: Int { chains.values.reduce(0) { $0 + Int($1.use) } }

    public func ref(_ name: String) -> NftRef { NftRef(family, self.name, name) }
}

/// Packets and bytes as the kernel has counted them.
public struct NftCounter: Hashable, Sendable, Codable {
    public var packets: UInt64
    public var bytes: UInt64

    public init(packets: UInt64 = 0, bytes: UInt64 = 0) {
        self.packets = packets
        self.bytes = bytes
    }
}
