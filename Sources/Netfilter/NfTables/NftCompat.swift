import NetworkModel

/// xtables matches and targets inside nf_tables rules (nft_compat), as iptables-nft writes them.
public protocol NftCompat {
    /// `info` is the struct of the match's name and revision.
    func match(name: String, revision: UInt32, info: NftData, _ packet: Packet, _ context: HookContext) -> Match

    func target(
        name: String, revision: UInt32, info: NftData, _ packet: Packet, by rule: RuleReference, _ context: HookContext
    ) -> CompatTarget
}

/// What an xtables target does with a packet.
public enum CompatTarget: Hashable, Sendable {
    /// XT_CONTINUE: on with the rule, with what was changed.
    case next(Packet)
    /// XT_RETURN
    case `return`
    case verdict(HookVerdict)
    /// XT_ACCEPT with a changed packet, if this is so.
    case accept(Packet, assuming: String)
    /// NAT is asked for; the chain accepts.
    case nat(NATRequest)
    /// `CT --zone`, and whatever else it changed.
    case zone(UInt16, Packet)
    case unknown(String)
}

/// For where no xtables extension is known: all of them are unknown by name.
public struct NoCompat: NftCompat {
    public init() {}

    public func match(
        name: String, revision: UInt32, info: NftData, _ packet: Packet, _ context: HookContext
    ) -> Match {
        .unknown(because: "the match \(name) is not modelled")
    }

    public func target(
        name: String, revision: UInt32, info: NftData, _ packet: Packet, by rule: RuleReference, _ context: HookContext
    ) -> CompatTarget {
        .unknown("the target \(name) is not modelled")
    }
}
