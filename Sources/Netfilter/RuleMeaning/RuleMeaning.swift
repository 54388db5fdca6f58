import Addresses
import NetworkModel

/// What a rule means, read off its values: what it asks of a packet, and what it does with one that passes. Nobody's words
/// are in it, be they a comment's or a printer's, so that they cannot decide anything.
///
/// A rule with a map, or with a set of concatenations, means something else for each element: it has a meaning for each.
public struct RuleMeaning: Hashable, Sendable {
    /// What a packet must be for the actions to be taken.
    public var conditions = RuleConditions()
    /// In their order; the last one may end the chain.
    public var actions: [RuleAction] = []

    /// A rule that every packet passes and that does nothing.
    public init() {}

    /// The address or port that it changes, if it does.
    public var translation: RuleTranslation? {
        actions.lazy.compactMap { if case .translate(let translation) = $0 { translation } else { nil } }.first
    }
}

/// What a rule does.
public enum RuleAction: Hashable, Sendable {
    case accept, drop, reject, `return`, queue
    case jump(String)
    case goto(String)
    /// What the element of this map says, which was not looked up.
    case lookup(SetReference)
    case translate(RuleTranslation)
    /// TCP's maximum segment size is made no more than this; nil for what the routes there and back take.
    case clampSegments(UInt16?)
    /// Connection tracking, and so NAT, leaves the packet alone.
    case exemptFromTracking
    /// The packet's connection is looked up in a zone of its own.
    case setZone
    /// The packet may from here on pass fewer routers, or more.
    case setTimeToLive
    /// Marks, logs, copies and what else lets the packet go on.
    case other
    /// Nobody here knows what it does.
    case unknown
}

/// The NAT that a rule asks for.
public struct RuleTranslation: Hashable, Sendable {
    /// Nil where the hook decides (NETMAP).
    public var side: NATRequest.Side?
    /// What the address is to become.
    public var target: NATRequest.Target
    /// Inclusive; nil keeps the packet's port where it can.
    public var ports: ClosedRange<UInt16>?
    /// False where an address or a port comes from what was not read: `target` and `ports` are then void.
    public var isKnown = true

    /// All of it known.
    public init(_ side: NATRequest.Side?, to target: NATRequest.Target, ports: ClosedRange<UInt16>? = nil) {
        self.side = side
        self.target = target
        self.ports = ports
    }

    /// The one address that it puts in; nil for none, for several and for those that the kernel picks.
    public var address: IPAddress? {
        guard isKnown, case .addresses(let range?) = target, range.lowerBound == range.upperBound else { return nil }
        return range.lowerBound
    }

    /// The one port that it puts in.
    public var port: UInt16? {
        guard isKnown, let ports, ports.lowerBound == ports.upperBound else { return nil }
        return ports.lowerBound
    }
}
