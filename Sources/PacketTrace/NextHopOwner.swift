import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery
import Topology

/// Who takes the frames for a next hop.
public struct NextHopOwner: Hashable, Sendable {
    /// Why frames for the address go there.
    public enum How: String, Hashable, Sendable {
        /// A local address of that namespace.
        case address
        /// Proxy ARP or NDP.
        case proxy
    }

    /// The link that has the address, or that proxies.
    public let place: Segment.Member.Place
    public let how: How
    /// The link by which frames for it come in; nil where nobody had to open that namespace.
    public let entrance: LinkRef?
    /// It was asked on the link, and answered; else it only has the address, whatever keeps it from answering.
    public let hasAnswered: Bool

    /// The namespace that answers; nil where nobody had to open it.
    public var netns: NetnsID? {
        if case .at(let ref) = place { ref.netns } else { nil }
    }
}

extension PacketTracer {
    /// Who would answer when a link is asked for an address. Absent is a proof: everyone on the segment is known, and
    /// nobody would.
    ///
    /// - Parameters:
    ///   - packet: what is to be sent there: it decides about the source of the question.
    ///   - isAsked: the question is traced; else only the tables of those on the segment are looked at, for which none
    ///     of their namespaces has to be opened.
    func owner(
        of address: IPAddress, on ref: LinkRef, _ link: Link, for packet: Packet? = nil, isAsked: Bool = true
    ) -> Observed<NextHopOwner> {
        if isAsked {
            let packet = packet ?? Packet(src: .unspecified(address.family), dst: address, transport: .none)
            switch observe({ () throws(NotKnown) in try question(address, on: ref, link, packet) }) {
            case .known(.answered(let answers)):
                if let first = answers.first { return .known(owner(first, of: address)) }
            // What a setting keeps silent answers to nobody, whoever has the address.
            case .known(.silent(let dropPoint)) where dropPoint.isSilence: return .absent
            case .known, .absent, .unknown: break
            }
        }
        return holder(of: address, on: ref, link)
    }

    private func question(_ address: IPAddress, on ref: LinkRef, _ link: Link, _ packet: Packet) throws(NotKnown)
        -> Resolution
    {
        let flight = PacketInFlight(.transmit(ref), packet)
        return address.family == .inet
            ? try askByARP(flight, address, ref, link) : try solicit(flight, address, ref, link)
    }

    func owner(_ answer: Answer, of address: IPAddress) -> NextHopOwner {
        let at = answer.at
        let local = (query.addresses(at.netns, address.family).value ?? []).filter { $0.address == address }
        let own = local.first { $0.ifindex == at.ifindex } ?? local.first
        return NextHopOwner(
            place: .at(own.map { LinkRef(at.netns, $0.ifindex) } ?? at), how: own == nil ? .proxy : .address,
            entrance: at, hasAnswered: true)
    }

    /// Who has it, or would answer in another's name, by the tables of those on the link.
    private func holder(of address: IPAddress, on ref: LinkRef, _ link: Link) -> Observed<NextHopOwner> {
        guard let attachment = query.attachment(of: ref, link) else {
            return query.holder(of: address, onBridge: ref, link).map { owner($0, nil) }
        }
        let holder = query.holder(of: address, on: attachment).map { owner($0, attachment) }
        guard holder.isAbsent,
            let far = attachment.bridge
                ?? attachment.outerRef.flatMap({ ref in
                    attachment.outer.value.map { (ref, $0) }
                }), address.family == .inet ? far.link.inet?.proxyArp == 1 : far.link.inet6?.proxyNdp == 1
        else { return holder }
        return .known(NextHopOwner(place: .at(far.ref), how: .proxy, entrance: far.ref, hasAnswered: false))
    }

    private func owner(_ holder: AddressHolder, _ attachment: Attachment?) -> NextHopOwner {
        let place = query.place(holder.place, from: attachment)
        return NextHopOwner(place: holder.place, how: .address, entrance: place, hasAnswered: false)
    }
}

extension SnapshotQuery {
    /// The link by which frames come in to who sits at a place: the bridge or the far end of the pair, whichever link of
    /// that namespace has the address.
    fileprivate func place(_ place: Segment.Member.Place, from attachment: Attachment?) -> LinkRef? {
        guard case .at(let ref) = place else { return nil }
        if let bridge = attachment?.bridge?.ref, bridge.netns == ref.netns { return bridge }
        if let outer = attachment?.outerRef, outer.netns == ref.netns { return outer }
        return ref
    }
}

extension DropPoint {
    /// A setting that keeps the owner of an address from answering for it.
    var isSilence: Bool { setting == .arpIgnore || setting == .arpFilter }
}
