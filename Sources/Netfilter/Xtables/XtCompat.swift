import Addresses
import KernelWire
import NetworkModel

/// xtables matches and targets of iptables-nft rules.
public struct XtCompat: NftCompat {
    public init() {}

    /// What the xtables match of this name and revision says, as in a rule of iptables-legacy.
    public func match(name: String, revision: UInt32, info: NftData, _ packet: Packet, _ context: HookContext) -> Match
    {
        // Nothing else is met as often.
        if name == "comment" { return .yes }
        guard let match = XtMatch(compat: name, revision: revision, info: info, family: packet.family) else {
            return .unknown(because: "the match \(name) is not modelled")
        }
        return match.matches(packet, context)
    }

    /// What the xtables target of this name and revision does, as in a rule of iptables-legacy.
    public func target(
        name: String, revision: UInt32, info: NftData, _ packet: Packet, by rule: RuleReference, _ context: HookContext
    ) -> CompatTarget {
        guard let revision = UInt8(exactly: revision) else { return .unknown("the target \(name) is not modelled") }
        return XtTarget(xtables: info.bytes.span.bytes, name: name, revision: revision, family: packet.family)
            .apply(packet, by: rule, context)
    }
}

extension XtMatch {
    /// A match of a rule that iptables-nft wrote: `info` is the struct that the kernel keeps of this name and revision.
    /// Nil where there can be no such revision.
    public init?(compat name: String, revision: UInt32, info: NftData, family: IPAddress.Family) {
        guard let revision = UInt8(exactly: revision) else { return nil }
        self.init(xtables: info.bytes.span.bytes, name: name, revision: revision, family: family)
    }
}
