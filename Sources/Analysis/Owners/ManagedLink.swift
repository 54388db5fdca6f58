import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// A link of the node that lacks what a container needs of it, and that a program of the node configures by a file of
/// its own.
public struct ManagedLink: Sendable {
    public enum Lack: String, Sendable {
        /// The node's route to a container.
        case route
        /// The gateway's address on a bridge.
        case address
    }

    public let link: LinkRef
    public let manager: LinkManager
    public let lack: Lack
    /// What is lacking.
    public let address: IPAddress
    public let subject: NetnsID
}

extension TargetAnalysis {
    /// Who configures a link is asked only where something is lacking on it.
    func findManagedLinks() -> [ManagedLink] {
        let routes = replies.filter { $0.isRight == false }.compactMap { reply in
            managed(reply.expected, .route, reply.address.address, reply.attachment.ref.netns)
        }
        let addresses = gateways.compactMap { use -> ManagedLink? in
            guard use.owner.isAbsent, let bridge = use.attachment?.bridge?.ref else { return nil }
            return managed(bridge, .address, use.via, use.netns)
        }
        return routes + addresses
    }

    private func managed(_ link: LinkRef, _ lack: ManagedLink.Lack, _ address: IPAddress, _ subject: NetnsID)
        -> ManagedLink?
    {
        query.linkManager(link).value.map {
            ManagedLink(link: link, manager: $0, lack: lack, address: address, subject: subject)
        }
    }
}
