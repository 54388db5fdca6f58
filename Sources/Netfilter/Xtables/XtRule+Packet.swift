import Addresses
import NetworkModel
import RulesetText

extension XtRule {
    /// ip_packet_match and the matches behind it.
    ///
    /// - Parameter listed: what rules have put on lists of xt_recent so far; what this one puts there is added.
    func matches(_ packet: Packet, _ context: HookContext, _ listed: inout [ListedAddress]) -> [Match] {
        var context = context
        let header = Match.all(
            src?.test { Match($0.contains(packet.src)) }, dst?.test { Match($0.contains(packet.dst)) },
            inInterface?.test { $0.test(packet.input) }, outInterface?.test { $0.test(packet.output) },
            proto?.test { Match(UInt16(packet.transport.proto ?? 0) == $0) },
            fragment.map { Match((packet.fragment == .later) != $0.inverted) })
        if header == .no { return [.no] }
        var parts = header == .yes ? [] : [header]
        for match in matches {
            let result = match.matches(packet, context)
            if case .recent(let recent) = match {
                listed += recent.listing(packet, matched: result == .yes)
                context.listed = listed
            }
            switch result {
            case .no: return [.no]
            case .yes: continue
            case .unknown, .either: parts.append(result)
            }
        }
        return parts
    }

    /// A match in iptables' words.
    static func words(of match: XtMatch) -> String {
        var rule = XtRule()
        rule.matches = [match]
        return rule.words().dropFirst(2).joined(separator: " ")
    }
}
