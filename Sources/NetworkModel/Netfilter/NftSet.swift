/// A set, map, verdict map or object map, NFT_MSG_NEWSET.
public struct NftSet: Equatable, Sendable, Codable {
    public struct Flags: OptionSet, Hashable, Sendable, Codable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// Made by nft for one rule; its name means nothing.
        public static let anonymous = Flags(rawValue: 0x1)
        public static let constant = Flags(rawValue: 0x2)
        public static let interval = Flags(rawValue: 0x4)
        public static let map = Flags(rawValue: 0x8)
        public static let timeout = Flags(rawValue: 0x10)
        /// Rules may add elements; nft calls it `dynamic`.
        public static let eval = Flags(rawValue: 0x20)
        public static let object = Flags(rawValue: 0x40)
        /// A concatenation whose parts may be ranges (Linux 5.6).
        public static let concat = Flags(rawValue: 0x80)
        /// Its elements carry expressions, a counter say.
        public static let expression = Flags(rawValue: 0x100)
    }

    public var name: String
    public var handle: UInt64
    public var flags: Flags
    /// NFTA_SET_KEY_TYPE: nft's own numbers of types, six bits for each part of a concatenation. 0: nobody said.
    public var keyType: UInt32
    /// Bytes of a key.
    public var keyLength: UInt32
    /// NFTA_SET_DATA_TYPE: NFT_DATA_VERDICT (0xffffff00) for verdict maps.
    public var dataType: UInt32?
    public var dataLength: UInt32?
    /// NFTA_SET_OBJ_TYPE of an object map.
    public var objectType: UInt32?
    /// Milliseconds.
    public var timeout: UInt64?
    /// NFTA_SET_GC_INTERVAL, milliseconds.
    public var gcInterval: UInt32?
    /// NFTA_SET_DESC_SIZE: the most elements it takes.
    public var size: UInt32?
    /// NFTA_SET_POLICY: 0 performance, 1 memory.
    public var policy: UInt32?
    /// NFTA_SET_FIELD_LEN: bytes of each part of a concatenation with ranges, without padding.
    public var fieldLengths: [UInt32]
    /// What each new element gets.
    public var expressions: [NftExpression]
    /// NFTA_SET_USERDATA as it came: nft keeps the types of `typeof`, byte orders and the comment there.
    public var userdata: NftData?
    public var elements: Table<NftElement>
    /// Elements asked for one by one, by the key in hexadecimal digits: what the kernel finds for it. A set may have a
    /// million.
    public var lookups: [String: Observed<NftElement>]?

    public init(name: String, handle: UInt64 = 0, flags: Flags = [], keyType: UInt32 = 0, keyLength: UInt32 = 0) {
        self.name = name
        self.handle = handle
        self.flags = flags
        self.keyType = keyType
        self.keyLength = keyLength
        fieldLengths = []
        expressions = []
        elements = Table()
    }

    public var isVerdictMap: Bool { flags.contains(.map) && dataType == Self.verdictType }

    /// NFT_DATA_VERDICT
    public static let verdictType: UInt32 = 0xffff_ff00
}

/// One element of a set.
///
/// Intervals of sets without concatenation are two elements: the first key inside, and, flagged, the first one after.
/// In concatenations `keyEnd` holds the upper ends.
public struct NftElement: Hashable, Sendable, Codable {
    /// Nil for the catch-all element.
    public var key: NftData?
    public var keyEnd: NftData?
    public var data: NftData?
    public var verdict: NftVerdict?
    /// NFTA_SET_ELEM_OBJREF
    public var object: String?
    /// NFT_SET_ELEM_*: 1 end of an interval, 2 catch-all.
    public var flags: UInt32
    /// Milliseconds.
    public var timeout: UInt64?
    /// Milliseconds until it goes.
    public var expiration: UInt64?
    public var expressions: [NftExpression]
    public var comment: String?

    public init(
        key: NftData?, keyEnd: NftData? = nil, data: NftData? = nil, verdict: NftVerdict? = nil, flags: UInt32 = 0
    ) {
        self.key = key
        self.keyEnd = keyEnd
        self.data = data
        self.verdict = verdict
        self.flags = flags
        expressions = []
    }

    public var isIntervalEnd: Bool { flags & 1 != 0 }
    public var isCatchall: Bool { flags & 2 != 0 }
}
