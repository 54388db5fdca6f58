import NetworkModel
import SnapshotQuery

/// What connects one link to another, and how well that is known.
public struct Edge: Hashable, Sendable {
    /// What the kernel says that they are to each other.
    public enum Kind: String, Hashable, Sendable {
        /// The other end of a veth or netkit pair.
        case veth
        /// From a macvlan, ipvlan, vlan, vxlan or tunnel to the device below it.
        case lower
        /// From a port to its bridge, bond or VRF.
        case master
        /// Between the two devices of a tunnel, which may be in different namespaces.
        case tunnel
    }

    /// How well an edge is known; with the reason where it is less than proved.
    public enum Certainty: Hashable, Sendable {
        /// Both ends name each other.
        case proved
        /// The near end names the far one, which could not be asked.
        case oneSided(String)
        /// The far end is in a namespace that could not be found, or does not name us back.
        case unresolved(String)
    }

    /// The upper device, the port, or whichever end of a pair was asked.
    public let from: LinkRef
    /// nil while unresolved.
    public let to: LinkRef?
    public let kind: Kind
    public let certainty: Certainty

    public init(from: LinkRef, to: LinkRef?, kind: Kind, certainty: Certainty) {
        self.from = from
        self.to = to
        self.kind = kind
        self.certainty = certainty
    }

    /// Why the edge is less than proved.
    public var reason: String? {
        switch certainty {
        case .proved: nil
        case .oneSided(let reason), .unresolved(let reason): reason
        }
    }

    /// `proved`, `one-sided` or `unresolved`, as reports spell it.
    public var known: String {
        switch certainty {
        case .proved: "proved"
        case .oneSided: "one-sided"
        case .unresolved: "unresolved"
        }
    }
}
