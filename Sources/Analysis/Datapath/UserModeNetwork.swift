import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// A subject whose way out is a tap device that a program reads, and which that program plays the network for.
public struct UserModeNetwork: Sendable {
    public let netns: NetnsID
    /// The device.
    public let link: LinkRef
    /// Its name. Hostile, as the reader's.
    public let ifname: String
    public let reader: TunReader
}

extension TargetAnalysis {
    /// Programs that play a network for containers of users without privileges, by their names.
    private static let programs: Set<String> = [
        "slirp4netns", "pasta", "pasta.avx2", "passt", "passt.avx2", "rootlesskit", "vpnkit", "gvproxy",
    ]

    /// Who has the device open is asked only of subjects whose packets are handed to one of their own.
    func findUserModeNetworks() -> [UserModeNetwork] {
        var found: [UserModeNetwork] = []
        for path in asked where path.question == .outside || path.question == .outsidePing {
            guard let way = path.way?.forward, way.disposition == .handedToProcess,
                let hop = way.hops.last(where: { $0.link != nil }), hop.netns == path.subject, let ref = hop.link,
                let ifname = hop.linkName, !found.contains(where: { $0.link == ref })
            else { continue }
            let readers = query.tunReaders(of: ref, named: ifname).value ?? []
            guard let reader = readers.first(where: { Self.programs.contains($0.comm) }) else { continue }
            found.append(UserModeNetwork(netns: path.subject, link: ref, ifname: ifname, reader: reader))
        }
        return found
    }
}
