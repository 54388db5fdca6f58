import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// A network card of a virtual machine, as its host knows it. What is inside the machine only the machine sees.
public struct Guest: Sendable {
    /// The tap that the machine's process reads and writes.
    public let tap: LinkRef
    public let link: Link
    /// What the machine is called. Hostile text.
    public let machine: String
    /// Who was heard to be behind the tap; empty where nothing is remembered of anybody.
    public let hosts: [Host]

    public struct Host: Hashable, Sendable {
        public let address: IPAddress
        public let mac: LinkLayerAddress
        /// The host's link that has it as a neighbour.
        public let heardBy: LinkRef
    }

    public var words: String { "virtual machine \(machine)" }
}

extension TargetAnalysis {
    func findGuests() -> [Guest] {
        guard let target = query.snapshot.target, target.kind == .vm, let pid = target.pid, let home = target.netns
        else {
            return []
        }
        let readers = (query.tunReaders().value ?? []).filter { $0.pid == pid && ($0.netns ?? home) == home }
        // Of several, nobody says which card is behind which tap.
        let cards = readers.count == 1 ? readers[0].cards ?? [] : []
        return readers.compactMap { reader in
            guard let link = query.link(home, named: reader.ifname).value else { return nil }
            let tap = LinkRef(home, link.ifindex)
            return Guest(
                tap: tap, link: link, machine: reader.machine ?? target.spelling,
                hosts: heard(behind: tap, link, Set(cards)))
        }
    }

    /// By neighbour entries of the tap itself, and by those for hardware addresses that its bridge has learned there, or that
    /// the machine was started with.
    private func heard(behind tap: LinkRef, _ link: Link, _ cards: Set<LinkLayerAddress>) -> [Guest.Host] {
        let neighbors = (query.neighbors(tap.netns).value ?? []).filter { entry in
            entry.dst.isGlobal && entry.state.isDisjoint(with: [.failed, .incomplete, .noARP])
        }
        let learned: Set<LinkLayerAddress> =
            link.infoSlaveKind == "bridge"
            ? Set(
                (query.fdb(tap.netns).value ?? []).filter { entry in
                    entry.ifindex == tap.ifindex && entry.master == link.master && !entry.state.contains(.permanent)
                }.map(\.mac)) : []
        let hosts = neighbors.compactMap { entry -> Guest.Host? in
            guard let mac = entry.lladdr, entry.ifindex == tap.ifindex || learned.contains(mac) || cards.contains(mac)
            else { return nil }
            return Guest.Host(address: entry.dst, mac: mac, heardBy: LinkRef(tap.netns, entry.ifindex))
        }
        // What its own port was heard by before it was one says less than what the bridge has.
        let near = link.master ?? tap.ifindex
        return Dictionary(grouping: hosts, by: \.address).compactMap { _, entries in
            entries.first { $0.heardBy.ifindex == near } ?? entries.first
        }.sorted { $0.address < $1.address }
    }
}

extension TargetAnalysis {
    /// The machine that a question is asked for; nil for what the host's own processes send.
    public func guest(asking flow: PathFlow) -> Guest? {
        guard let iif = flow.iif else { return nil }
        return guests.first { $0.tap == LinkRef(flow.netns, iif) }
    }

    /// Frames from the machine go on: the tap is up, and a port of something or a link that the host routes by.
    public func isPlugged(_ guest: Guest) -> Bool {
        let (tap, id) = (guest.tap, guest.tap.netns)
        guard guest.link.isUp else { return false }
        if guest.link.master != nil || addresses(of: tap).contains(where: \.isGlobal) {
            return true
        }
        return [IPAddress.Family.inet, .inet6].contains { family in
            (query.routes(id, family).value ?? []).contains { route in
                route.type == .unicast && !route.dst.address.isLinkLocal
                    && route.nexthops.contains { $0.ifindex == tap.ifindex }
            }
        }
    }

    private func addresses(of ref: LinkRef) -> [IPAddress] {
        (query.addresses(ref.netns, on: ref.ifindex).value ?? []).map(\.address)
    }

    /// The bridge that the machine belongs to, as far as the host knows: one that has heard it, or the only one whose network
    /// its address is of; nil where nothing says so.
    public func bridge(for guest: Guest) -> Link? {
        let heard = guest.hosts.lazy.compactMap { self.query.link($0.heardBy).value }
        if let bridge = heard.first(where: { $0.infoKind == "bridge" }) { return bridge }
        let id = guest.tap.netns
        let networks = [IPAddress.Family.inet, .inet6].flatMap { query.addresses(id, $0).value ?? [] }.filter { own in
            guest.hosts.contains { own.network.contains($0.address) }
        }
        let bridges = Set(networks.map(\.ifindex)).compactMap { query.link(id, $0).value }.filter {
            $0.infoKind == "bridge"
        }
        return bridges.count == 1 ? bridges[0] : nil
    }

    /// The hardware address that answers are sent to, where no card of the machine has it, as far as anybody has heard.
    func strayDestination(_ path: AskedPath) -> LinkLayerAddress? {
        guard let guest = guest(asking: path.answer.flow), let way = path.way else { return nil }
        let cards = Set(guest.hosts.map(\.mac))
        return way.replies.lazy.filter { $0.disposition == .handedToProcess && $0.hops.last?.link == guest.tap }
            .compactMap { $0.packet.destinationMAC.value }.first { !$0.isGroup && !cards.contains($0) }
    }

    /// Whose packets could not be followed, and why; of a machine that is cut off a check tells.
    public var silentGuests: [String] {
        guard let target = query.snapshot.target, target.kind == .vm else { return [] }
        guard !guests.isEmpty else {
            return [
                "what becomes of packets of virtual machine \(target.spelling) is not known: it has no tap here that can be seen"
            ]
        }
        return guests.filter { guest in
            isPlugged(guest) && !asked.contains { self.guest(asking: $0.answer.flow)?.tap == guest.tap }
        }.map { guest in
            let why =
                guest.hosts.isEmpty
                ? "nobody was heard behind \(guest.link.ifname)"
                : "who is the next hop of \(guest.hosts[0].address) behind \(guest.link.ifname) only the machine knows"
            return "what becomes of packets of \(guest.words) is not known: \(why)"
        }
    }
}
