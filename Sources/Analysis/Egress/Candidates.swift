import Addresses
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

// Values that a fix needs and that the snapshot knows: who else could be meant.

extension TargetAnalysis {
    /// Neighbours that are asked for what is usual on a bridge.
    private static let mostNeighbors = 8

    /// Another address that would serve as this next hop: what neighbours on the same bridge use, else the address of
    /// whoever is at the far end, on a network of the link's own.
    public func otherGateway(than use: GatewayUse) -> IPAddress? {
        guard let attachment = use.attachment else { return nil }
        let own = attachment.globalAddresses.filter { $0.local.family == use.via.family }
        func fits(_ address: IPAddress) -> Bool {
            address != use.via && own.contains { $0.network.contains(address) && $0.address != address }
        }
        let usual = neighborGateways(attachment, use.via.family).filter(fits)
        if let first = usual.max(by: { usual.count(of: $0) < usual.count(of: $1) }) { return first }
        let far = attachment.bridge?.ref ?? attachment.outerRef
        let theirs = far.flatMap { query.addresses($0.netns, on: $0.ifindex).value } ?? []
        return theirs.first { $0.isUsable && $0.address.isGlobal && fits($0.address) }?.address
    }

    private func neighborGateways(_ attachment: Attachment, _ family: IPAddress.Family) -> [IPAddress] {
        guard let bridge = attachment.bridge, let ports = query.portList(of: bridge.ref).value else { return [] }
        let others = ports.filter { $0 != attachment.outerRef?.ifindex }.prefix(Self.mostNeighbors)
        return others.flatMap { port -> [IPAddress] in
            guard let far = query.farNamespace(LinkRef(bridge.ref.netns, port)) else { return [] }
            return (query.routes(far, family).value ?? []).filter { $0.dst.isDefault && $0.type == .unicast }
                .flatMap(\.nexthops).compactMap(\.gateway)
        }
    }

    /// What every other port of the bridge takes; nil where there is none.
    private func smallestMTU(beside attachment: Attachment) -> Int? {
        guard let bridge = attachment.bridge,
            let others = query.portSummary(of: bridge.ref, bridge.link).value?.otherMTUs(
                than: attachment.outerRef?.ifindex)
        else { return nil }
        return others.min()
    }

    /// What the whole way takes that begins with an attachment: the other ports of its bridge, and the links further out. No
    /// more than the larger of its own two ends; nil where there is no far end.
    public func fittingMTU(of attachment: Attachment) -> Int? {
        guard let outer = attachment.outer.value, let ref = attachment.outerRef else { return nil }
        let further = (waysOut[attachment.ref.netns] ?? []).filter { $0.steps.first?.oif == attachment.ref }
            .flatMap { $0.steps.dropFirst().compactMap(\.link?.mtu) }
        let ports = [smallestMTU(beside: attachment)].compactMap { $0 }
        // It follows its smallest port by itself, which may be the wrong one.
        let bridge = attachment.bridge.flatMap { $0.ref == ref || $0.link.mtu == outer.mtu ? nil : $0.link.mtu }
        return (further + ports + [bridge, max(attachment.link.mtu, outer.mtu)].compactMap { $0 }).min()
    }

    /// An address with its length that would fit a link which has none: in the network of the far end, one that nobody on the
    /// bridge has.
    public func freeAddress(on attachment: Attachment) -> IPPrefix? {
        // Nobody here knows who else is on a LAN.
        guard attachment.manner != .child, let far = attachment.bridge?.ref ?? attachment.outerRef,
            let router = (query.addresses(far.netns, on: far.ifindex).value ?? []).first(where: {
                $0.local.family == .inet && $0.isUsable && $0.local.length < 31
            })
        else { return nil }
        // A next hop is somebody else's, whether he was heard of or not.
        let hops = (query.routes(far.netns, .inet).value ?? []).flatMap(\.nexthops).compactMap(\.gateway)
        return freeAddress(beside: router, on: attachment.bridge?.ref, attachment.bridge?.link, besides: hops)
    }

    /// An address in the network of another one that nobody has: none of those on the bridge, nor any that the node has
    /// learned a hardware address of.
    ///
    /// - Parameter others: more that are taken.
    func freeAddress(
        beside other: Address, on bridge: LinkRef?, _ link: Link?, besides others: [IPAddress] = []
    ) -> IPPrefix? {
        guard other.local.family == .inet, other.local.length < 31 else { return nil }
        var taken = Set(others + [other.address])
        if let bridge, let link {
            taken.formUnion((query.addresses(bridge.netns, on: bridge.ifindex).value ?? []).map(\.address))
            taken.formUnion((query.segment(of: bridge, link).value?.members ?? []).flatMap(\.addresses).map(\.address))
            let learned = (query.neighbors(on: bridge).value ?? []).filter { $0.lladdr != nil }
            taken.formUnion(learned.map(\.dst))
        }
        let network = other.network.address.bits
        let size = UInt128(1) << UInt128(32 - other.local.length)
        let free = (1..<min(size - 1, 1024)).lazy.map { IPAddress(family: .inet, bits: network + $0) }.first {
            !taken.contains($0)
        }
        return free.flatMap { IPPrefix($0, length: other.local.length) }
    }
}

extension [IPAddress] {
    fileprivate func count(of address: IPAddress) -> Int { count { $0 == address } }
}
