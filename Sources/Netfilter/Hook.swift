import NetworkModel

/// NF_INET_*, and those of the netdev family: where in its stack the kernel asks rules about a packet.
public enum Hook: String, Hashable, Sendable, CaseIterable {
    case prerouting, input, forward, output, postrouting, ingress, egress
}

/// NFPROTO_*, in nft's words.
public enum RuleFamily: String, Hashable, Sendable, CaseIterable {
    case ip, ip6, inet, arp, bridge, netdev
}

/// One place where chains may hang. Chains of family `inet` hang at `ip` and at `ip6`, those of its ingress hook at
/// `netdev`.
public struct HookPoint: Hashable, Sendable {
    public let netns: NetnsID
    /// `ip`, `ip6`, `arp`, `bridge` or `netdev`.
    public let family: RuleFamily
    /// Of family `arp` input or output, of `netdev` ingress or egress.
    public let hook: Hook
    /// The device whose chains are asked, at ingress and egress.
    public let device: Interface?

    /// `device` is for ingress and egress alone.
    public init(_ netns: NetnsID, _ family: RuleFamily, _ hook: Hook, device: Interface? = nil) {
        self.netns = netns
        self.family = family
        self.hook = hook
        self.device = device
    }
}

/// A chain that hangs at a hook: one of nf_tables, or a built-in chain of an xtables table.
public struct BaseChain: Hashable, Sendable {
    /// Which engine of the kernel has the chain.
    public enum Backend: String, Hashable, Sendable {
        case nft
        /// iptables-legacy and its kin; iptables-nft is `nft`.
        case legacy
    }

    /// `type` of nf_tables; of xtables what the table does.
    public enum Kind: String, Hashable, Sendable {
        case filter
        /// Asked about the first packet of a connection only.
        case nat
        /// Like filter, but a changed packet is routed again. Output only.
        case route
    }

    public var backend: Backend
    /// The table's own family, which is `inet` for tables that serve both.
    public var family: RuleFamily
    /// By name, which is unique within backend and family.
    public var table: String
    public var name: String
    /// Decides which packets the chain sees, and what follows.
    public var kind: Kind
    /// NF_IP_PRI_*; lower is asked first. The kernel asks equal ones in the reverse order of their registration.
    public var priority: Int
    /// Higher was registered later, among chains of one table; nil where nobody can tell.
    public var registration: UInt64?

    /// Without a registration, as chains of xtables have none.
    public init(
        backend: Backend, family: RuleFamily, table: String, name: String, kind: Kind, priority: Int,
        registration: UInt64? = nil
    ) {
        self.backend = backend
        self.family = family
        self.table = table
        self.name = name
        self.kind = kind
        self.priority = priority
        self.registration = registration
    }
}
