import Addresses
import NetworkModel

/// Whose network the target is in, and how its packets travel: concluded from what is on the node, since whoever could be
/// asked may be down.
public struct Datapath: Sendable, Equatable {
    public enum Shape: String, Sendable, CaseIterable {
        /// Plugged into a bridge of the node.
        case bridge
        /// The node has a route to each target.
        case routed
        /// A child of a device of the node.
        case macvlan, ipvlan, vlan
        /// Programs of BPF carry its packets.
        case ebpf
        /// A program in user space reads them from a tap device.
        case userMode = "user-mode"
        /// A switch that is no bridge of the kernel takes its frames.
        case openVSwitch = "ovs"
    }

    public enum Certainty: String, Sendable, CaseIterable {
        /// One sign alone, which somebody may have given that name.
        case likely
        /// Several signs of different kinds, and none that speaks for another.
        case certain
    }

    /// Id of the platform, as in docs/platforms.md: `calico`; nil where nothing on the target's way tells.
    public var plugin: String?
    /// As people call it: `Calico`; nil with it.
    public var name: String?
    /// How it reaches other nodes, or what its packets pass: `vxlan`, `ipip`, `host-gw`; nil where nothing shows.
    public var mode: String? = nil
    public var shape: Shape
    /// Of the plugin; nil with it.
    public var certainty: Certainty?
    /// Each sign: `the node's end of the cable is cali12ab34cd56e`. Names in it are hostile.
    public var evidence: [String]
    /// The bridge that the target is plugged into; nil where it is in none. Hostile text.
    public var bridge: String? = nil
    /// The device by which packets for other nodes leave in an envelope; nil where none does. Hostile text.
    public var carrier: String? = nil
    /// The device that the envelopes leave by; nil where the carrier is bound to none. Hostile text.
    public var underlay: String? = nil
    /// What the cluster came as, where that is one program for many: `k3s`; nil where nothing shows.
    public var distribution: String? = nil
    /// Lets the platform make its part of the node's network again; nil where no command is known.
    public var remake: Platform.Remake? = nil
    /// What else the target is plugged into, as Multus does: `net1 (macvlan over eth1)`. Hostile text.
    public var also: [String] = []
    /// What translates addresses of services, `kube-proxy (iptables)`.
    public var services: [String]
    /// Programs that look after the node's rules, `firewalld`.
    public var firewalls: [String] = []
    /// Tunnels of the node beside the platform's own, `Tailscale by tailscale0`. Hostile text.
    public var tunnels: [String] = []

    /// `flannel vxlan by flannel.1 over eth0, bridge cni0; services: kube-proxy (iptables); firewall: firewalld`.
    public var words: String {
        var parts = [name, mode].compactMap { $0 }
        if let carrier { parts.append("by \(carrier)") }
        if let underlay { parts.append("over \(underlay)") }
        var text = parts.isEmpty ? "of unknown make" : parts.joined(separator: " ")
        if let bridge { text += ", bridge \(bridge)" }
        let asides = [distribution, certainty == .likely ? "likely" : nil].compactMap { $0 }
        if !asides.isEmpty { text += " (\(asides.joined(separator: ", ")))" }
        if !also.isEmpty { text += "; also \(also.joined(separator: ", "))" }
        for (label, names) in [("services", services), ("firewall", firewalls), ("VPN", tunnels)] where !names.isEmpty {
            text += "; \(label): \(names.joined(separator: ", "))"
        }
        return text
    }
}
