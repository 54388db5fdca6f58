import Addresses
import KernelWire
import NetworkModel

/// xtables matches and targets of iptables-nft rules.
public struct XtCompat: NftCompat {
    public init() {}

    public func match(name: String, revision: UInt32, info: NftData, _ packet: Packet, _ context: HookContext) -> Match
    {
        // Nothing else is met as often.
        if name == "comment" { return .yes }
        guard let revision = UInt8(exactly: revision) else {
            return .unknown(because: "the match \(name) is not modelled")
        }
        return XtMatch(xtables: info.bytes.span.bytes, name: name, revision: revision, family: packet.family)
            .matches(packet, context)
    }

    public func target(
        name: String, revision: UInt32, info: NftData, _ packet: Packet, by rule: RuleReference, _ context: HookContext
    ) -> CompatTarget {
        guard let revision = UInt8(exactly: revision) else { return .unknown("the target \(name) is not modelled") }
        return XtTarget(xtables: info.bytes.span.bytes, name: name, revision: revision, family: packet.family)
            .apply(packet, by: rule, context)
    }
}
