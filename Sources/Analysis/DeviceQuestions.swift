import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

// Questions about devices that some packets never get through.

extension Questions {
    func devices(_ id: NetnsID) -> [AskedPath] { lowers(id) + tuns(id) }

    /// A macvlan, or an ipvlan that does not route, that cannot reach its own host is as it should be, unless somebody tries to.
    private func lowers(_ id: NetnsID) -> [AskedPath] {
        let children = analysis.attachments(of: id).filter { attachment in
            attachment.manner == .child && attachment.link.isSwitchedBelow
        }
        return children.flatMap { child -> [AskedPath] in
            guard let below = child.outerRef, below.netns != id else { return [] }
            let hosts = (analysis.query.addresses(below.netns, on: below.ifindex).value ?? []).filter {
                $0.address.isGlobal && $0.isUsable
            }
            return hosts.filter { isWanted($0.address, by: child, below) }.prefix(Self.most).map { host in
                ask(.lower, id, PathFlow(from: id, to: host.address, Self.ping(host.address.family)))
            }
        }
    }

    private func isWanted(_ host: IPAddress, by child: Attachment, _ below: LinkRef) -> Bool {
        let isGateway = analysis.gateways.contains { $0.netns == child.ref.netns && $0.via == host }
        if isGateway || analysis.nameservers.contains(where: { $0.netns == child.ref.netns && $0.address == host }) {
            return true
        }
        if isUnanswered(analysis.query.neighbor(child.ref, host)) { return true }
        return child.globalAddresses.contains { address in
            address.address.family == host.family && isUnanswered(analysis.query.neighbor(below, address.address))
        }
    }

    private func isUnanswered(_ neighbor: Observed<Neighbor>) -> Bool {
        neighbor.value.map { !$0.state.isDisjoint(with: [.failed, .incomplete]) } ?? false
    }

    /// Behind routes that the kernel has marked: without a reader a tun device has no carrier.
    private func tuns(_ id: NetnsID) -> [AskedPath] {
        var seen: Set<Int> = []
        var asked: [AskedPath] = []
        for family in analysis.query.familiesInUse(by: id) {
            for route in analysis.query.routes(id, family).value ?? []
            where route.type == .unicast && !route.dst.isDefault {
                for hop in route.nexthops where hop.flags.contains(.linkdown) {
                    guard let ifindex = hop.ifindex, seen.count < Self.most, seen.insert(ifindex).inserted,
                        analysis.query.link(id, ifindex).value?.infoKind == "tun", let target = route.dst.firstHost
                    else { continue }
                    asked.append(ask(.tun, id, PathFlow(from: id, to: target, Self.ping(family), oif: ifindex)))
                }
            }
        }
        return asked
    }
}

extension Link {
    fileprivate var isSwitchedBelow: Bool {
        switch info {
        case .macvlan: true
        case .ipvlan(let mode, _): mode == 0
        default: false
        }
    }
}

extension IPPrefix {
    /// An address behind a route; nil where there is none to speak to.
    fileprivate var firstHost: IPAddress? {
        let host = isHost ? address : IPAddress(family: family, bits: address.bits | 1)
        return host.isGlobal ? host : nil
    }
}
