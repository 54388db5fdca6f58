import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// Rules that let packets out by a tunnel only, as VPN programs write them: what leaves otherwise is dropped.
public struct KillSwitch: Sendable {
    /// The tunnel's name in the rule. Hostile text.
    public let device: String
    /// Nil where there is no such link.
    public let link: Link?
    /// The link by which the packet would have left. Hostile text.
    public let leavesName: String
}

extension TargetAnalysis {
    /// Nil where no rule stops the packet, or one that spares no tunnel.
    public func killSwitch(_ path: AskedPath) -> KillSwitch? {
        guard let trace = path.stopped, let rule = trace.dropPoint?.rule, let hook = trace.hops.last?.hook,
            rule.place == .policy ? hook == .output : [.output, .forward, .postrouting].contains(hook),
            case .known(let output) = trace.packet.output
        else { return nil }
        for device in spared(by: rule) where device != output.name {
            let link = query.link(rule.netns, named: device)
            if link.isAbsent || link.value.map({ Self.tunnels.contains($0.infoKind ?? "") }) == true {
                return KillSwitch(device: device, link: link.value, leavesName: output.name)
            }
        }
        return nil
    }

    private static let tunnels: Set<String> = ["tun", "wireguard", "ppp", "gre", "ipip", "xfrm", "vti"]

    /// Devices that a rule leaves alone, or, of a policy, those that rules of its chain accept.
    private func spared(by rule: RuleReference) -> [String] {
        if rule.place == .policy {
            let accepting = meanings(in: [rule.chain], beside: rule).filter { $0.actions.last == .accept }
            return accepting.flatMap(\.conditions.outputs).flatMap(\.wanted).compactMap(\.name)
        }
        return query.meanings(of: rule).flatMap(\.conditions.outputs).flatMap { test -> [String] in
            guard test.isInverted, case .values(let values) = test.choice else { return [] }
            return values.compactMap(\.name)
        }
    }
}
