import Addresses
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// Two devices on one link below that may not talk to each other, because of the mode of either.
public struct MacvlanIsolation: Sendable {
    /// Mode of a macvlan, or flags of an ipvlan, as `ip -d link` has them.
    public enum Mode: String, Hashable, Sendable {
        case isPrivate = "private"
        case vepa, bridge, passthru, source

        init?(_ value: UInt32) {
            switch value {
            case 1: self = .isPrivate
            case 2: self = .vepa
            case 4: self = .bridge
            case 8: self = .passthru
            case 16: self = .source
            default: return nil
            }
        }

        /// IPVLAN_F_PRIVATE, IPVLAN_F_VEPA; without either they hear each other.
        init(flags: UInt16?) { self = (flags ?? 0) & 1 != 0 ? .isPrivate : (flags ?? 0) & 2 != 0 ? .vepa : .bridge }
    }

    /// The subject's device, and its mode.
    public let ref: LinkRef
    public let mode: Mode
    /// The device that has the address which is asked for, and its mode.
    public let other: LinkRef
    public let otherMode: Mode
    /// The link below both.
    public let below: LinkRef
    /// The address.
    public let address: IPAddress
}

extension TargetAnalysis {
    /// Of more namespaces nobody looks for a single address.
    private static let mostNamespaces = 512

    /// Nil where the packet does not leave by a macvlan, or nobody beside it has the address that is looked for in vain.
    public func macvlanIsolation(_ path: AskedPath) -> MacvlanIsolation? {
        guard let trace = path.stopped, trace.disposition == .neighborUnresolved || trace.isKeptFromSibling,
            !path.isReplyStopped,
            let passage = trace.passages.last, passage.netns == path.subject, let oif = passage.oif,
            let (mode, below) = child(oif), let next = passage.path?.gateway ?? Optional(passage.decision.flow.dst),
            let namespaces = query.namespaces().value, namespaces.count <= Self.mostNamespaces
        else { return nil }
        for id in namespaces where id != path.subject {
            guard let owner = (query.addresses(id, next.family).value ?? []).first(where: { $0.address == next }),
                let (otherMode, otherBelow) = child(LinkRef(id, owner.ifindex)), otherBelow == below,
                mode != .bridge || otherMode != .bridge
            else { continue }
            return MacvlanIsolation(
                ref: oif, mode: mode, other: LinkRef(id, owner.ifindex), otherMode: otherMode, below: below,
                address: next)
        }
        return nil
    }

    private func child(_ ref: LinkRef) -> (MacvlanIsolation.Mode, LinkRef)? {
        guard let link = query.link(ref).value, let below = query.lower(of: ref, link)?.to else { return nil }
        switch link.info {
        case .macvlan(let value, _, _): return MacvlanIsolation.Mode(value).map { ($0, below) }
        case .ipvlan(_, let flags): return (MacvlanIsolation.Mode(flags: flags), below)
        default: return nil
        }
    }
}

extension Trace {
    /// An ipvlan that routes asks nobody first.
    fileprivate var isKeptFromSibling: Bool { if case .siblings? = dropPoint?.detail { true } else { false } }
}
