/// One chain, NFT_MSG_NEWCHAIN.
public struct NftChain: Equatable, Sendable, Codable {
    /// Where a base chain is called from.
    public struct Base: Hashable, Sendable, Codable {
        /// NFTA_CHAIN_TYPE: `filter`, `nat`, `route`.
        public var type: String
        public var hook: Hook
        /// Signed; lower runs first.
        public var priority: Int32
        /// True for accept, false for drop (NF_ACCEPT, NF_DROP).
        public var accepts: Bool
        /// NFTA_HOOK_DEV, NFTA_HOOK_DEVS; a trailing `*` stands for a prefix (NFTA_DEVICE_PREFIX, Linux 6.16).
        public var devices: [String]
        /// NFTA_CHAIN_COUNTERS: what the policy decided; only of chains that were made to count.
        public var counters: NftCounter?

        public init(
            type: String = "filter", hook: Hook, priority: Int32 = 0, accepts: Bool = true, devices: [String] = [],
            counters: NftCounter? = nil
        ) {
            self.type = type
            self.hook = hook
            self.priority = priority
            self.accepts = accepts
            self.devices = devices
            self.counters = counters
        }
    }

    /// NF_INET_*, NF_BR_*, NF_ARP_* and NF_NETDEV_* by nft's names.
    public enum Hook: Hashable, Sendable, Codable {
        case prerouting, input, forward, output, postrouting, ingress, egress
        case other(number: UInt32)
    }

    public var name: String
    public var handle: UInt64
    public var base: Base?
    /// NFT_CHAIN_*: 1 base, 2 hardware offload, 4 bound to one rule (`jump { … }`).
    public var flags: UInt32
    /// References from rules and verdict maps.
    public var use: UInt32
    public var comment: String?
    /// In the order in which they are met.
    public var rules: Table<NftRule>

    public init(
        name: String, handle: UInt64 = 0, base: Base? = nil, flags: UInt32 = 0, use: UInt32 = 0,
        rules: Table<NftRule> = Table()
    ) {
        self.name = name
        self.handle = handle
        self.base = base
        self.flags = flags
        self.use = use
        self.rules = rules
    }

    /// NFT_CHAIN_BINDING (Linux 5.9): made by nft for the block of one rule; its name means nothing.
    public var isAnonymous: Bool { flags & 4 != 0 }
}

/// One rule, NFT_MSG_NEWRULE.
public struct NftRule: Hashable, Sendable, Codable {
    public var handle: UInt64
    public var expressions: [NftExpression]
    public var comment: String?

    public init(handle: UInt64 = 0, expressions: [NftExpression] = [], comment: String? = nil) {
        self.handle = handle
        self.expressions = expressions
        self.comment = comment
    }
}
