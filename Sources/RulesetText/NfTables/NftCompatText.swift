import Addresses
import KernelWire
import NetworkModel

// xtables inside nf_tables, in the words of iptables: nft has none for most of them.

extension NftRulePrinter {
    /// `-m multiport --dports 80,443`
    func xtables(match name: String, _ revision: UInt32, _ info: NftData) -> String {
        guard let revision = UInt8(exactly: revision) else { return "-m \(name)" }
        var rule = XtRule()
        rule.matches = [XtMatch(xtables: info.bytes.span.bytes, name: name, revision: revision, family: family)]
        return rule.words().joined(separator: " ")
    }

    /// `-j DNAT --to-destination 10.0.0.1:80`
    func xtables(target name: String, _ revision: UInt32, _ info: NftData) -> String {
        guard let revision = UInt8(exactly: revision) else { return "-j \(name)" }
        var rule = XtRule()
        rule.target = XtTarget(xtables: info.bytes.span.bytes, name: name, revision: revision, family: family)
        return rule.words().joined(separator: " ")
    }

    private var family: IPAddress.Family { network == .ip6 ? .inet6 : .inet }
}
