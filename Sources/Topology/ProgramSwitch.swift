import NetworkModel
import SnapshotQuery

// Switches that are programs, as the userspace datapath of Open vSwitch: they read all frames of their ports by AF_PACKET
// sockets, and write others there. Who only looks on, as tcpdump does, has a socket for one link, or one for all.

extension SnapshotQuery {
    /// Whether some program switches between this link and others.
    func isSwitched(_ ref: LinkRef) -> Bool {
        let sockets = (packetSockets(ref.netns).value ?? []).filter { $0.proto == Self.allFrames && $0.ifindex != 0 }
        let here = sockets.filter { $0.ifindex == ref.ifindex }
        // Who holds them is asked only where there are some.
        guard !here.isEmpty else { return false }
        return here.contains { socket in
            (holders(ofSocket: socket.inode, in: ref.netns).value ?? []).contains { holder in
                sockets.contains { other in
                    other.ifindex != ref.ifindex
                        && (holders(ofSocket: other.inode, in: ref.netns).value ?? []).contains(holder)
                }
            }
        }
    }

    /// ETH_P_ALL
    private static let allFrames: UInt16 = 3
}
