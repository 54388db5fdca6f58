/// A stateful object that rules refer to by name, NFT_MSG_NEWOBJ.
public struct NftObject: Hashable, Sendable, Codable {
    /// NFT_OBJECT_*
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case counter, quota, limit, connlimit, tunnel, secmark, synproxy
        case ctHelper = "ct helper"
        case ctTimeout = "ct timeout"
        case ctExpectation = "ct expectation"
    }

    public enum Content: Hashable, Sendable, Codable {
        /// Counters, quotas, limits, connlimits and synproxies are what they are inside a rule.
        case expression(NftExpression)
        case helper(name: String, l3proto: UInt16?, l4proto: UInt8?)
        case timeout(l3proto: UInt16?, l4proto: UInt8?, seconds: [UInt32])
        case expectation(l3proto: UInt16?, l4proto: UInt8?, dport: UInt16?, milliseconds: UInt32?, size: UInt8?)
        case secmark(context: String)
        case other(type: UInt32, data: NftData)
    }

    public var name: String
    public var handle: UInt64
    /// Nil for a kind that is younger than this program.
    public var kind: Kind?
    public var content: Content
    public var comment: String?

    public init(name: String, handle: UInt64 = 0, kind: Kind?, content: Content, comment: String? = nil) {
        self.name = name
        self.handle = handle
        self.kind = kind
        self.content = content
        self.comment = comment
    }
}

/// A flowtable, NFT_MSG_NEWFLOWTABLE: flows in it bypass the rules.
public struct NftFlowtable: Hashable, Sendable, Codable {
    public var name: String
    public var handle: UInt64
    public var hook: NftChain.Hook
    public var priority: Int32
    public var devices: [String]
    /// NFT_FLOWTABLE_*: 1 hardware offload, 2 counters.
    public var flags: UInt32

    public init(
        name: String, handle: UInt64 = 0, hook: NftChain.Hook = .ingress, priority: Int32 = 0, devices: [String] = [],
        flags: UInt32 = 0
    ) {
        self.name = name
        self.handle = handle
        self.hook = hook
        self.priority = priority
        self.devices = devices
        self.flags = flags
    }
}

extension NftObject.Kind {
    /// NFT_OBJECT_*, the number by which rules and listings name the kind.
    public var listed: UInt32 {
        switch self {
        case .counter: 1
        case .quota: 2
        case .ctHelper: 3
        case .limit: 4
        case .connlimit: 5
        case .tunnel: 6
        case .ctTimeout: 7
        case .secmark: 8
        case .ctExpectation: 9
        case .synproxy: 10
        }
    }
}
