import Addresses
import Analysis
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// The part of the graph that a report speaks of: the subjects, what they hang on, and their way out.
struct TopologyDescription {
    private let analysis: TargetAnalysis
    private let read: Set<LinkRef>
    private var seen: Set<LinkRef> = []
    /// Both ends of those that are drawn.
    private var tunnels: Set<Set<LinkRef>> = []
    private(set) var report = TopologyReport()

    init(_ analysis: TargetAnalysis) {
        self.analysis = analysis
        read = analysis.readDevices
        for id in analysis.scope.subjects {
            for link in analysis.query.namespace(id)?.links.rows ?? [] where !link.isBrief {
                add(LinkRef(id, link.ifindex), link)
            }
        }
        for way in analysis.waysOut.values.joined() {
            for step in way.steps {
                if let iif = step.iif { add(iif) }
                if let oif = step.oif { add(oif) }
            }
        }
        for ref in analysis.tunnelsOnTheWay { add(ref) }
        for id in Set(report.links.map { NetnsID(inode: $0.netns) }).sorted() { add(id) }
        report.links.sort { ($0.netns, $0.ifindex) < ($1.netns, $1.ifindex) }
    }

    private mutating func add(_ ref: LinkRef) {
        if case .known(let link) = analysis.query.link(ref) { add(ref, link) }
    }

    /// A link with everything that it leads to.
    private mutating func add(_ ref: LinkRef, _ link: Link) {
        guard seen.insert(ref).inserted else { return }
        var row = TopologyReport.Link(ref, link, analysis.query)
        row.network = network(of: ref, link)
        row.readers = readers(of: ref, link)
        let tunnel = analysis.query.tunnel(at: ref, link)
        let ends = tunnel.map { analysis.query.farEnds(of: ref, $0) } ?? []
        row.tunnel = tunnel?.words(besides: Set(ends.map(\.remote)))
        report.links.append(row)
        for end in ends {
            guard let to = end.edge.to else { continue }
            // A tunnel is one edge, from the first end that names the other.
            if tunnels.insert([ref, to]).inserted { add(end.edge) }
            add(to)
        }
        if let edge = analysis.query.peer(of: ref, link) ?? analysis.query.lower(of: ref, link) {
            // A pair is one edge, from the end that was met first.
            if !(edge.kind == .veth && edge.to.map(seen.contains) == true) {
                add(edge)
                if analysis.query.edgeOfSight(at: ref, link) != nil {
                    report.edges[report.edges.endIndex - 1].isAtEdge = true
                }
            }
            if let to = edge.to { add(to) }
        }
        if let index = link.master {
            let master = LinkRef(ref.netns, index)
            add(Edge(from: ref, to: master, kind: .master, certainty: .proved))
            add(master)
        }
    }

    /// The files of our own machine tell of its own bridges, and are read where a packet comes by one.
    private func network(of ref: LinkRef, _ link: Link) -> String? {
        guard link.infoKind == "bridge", analysis.query.namespace(ref.netns)?.isOwn == true,
            case .known(let networks)? = analysis.query.snapshot.hostFacts?.containerNetworks
        else { return nil }
        return networks.first { $0.bridge == link.ifname }?.words
    }

    /// To find them costs a look at every process, so it is asked only where packets are handed to one.
    private func readers(of ref: LinkRef, _ link: Link) -> [String] {
        guard link.infoKind == "tun",
            read.contains(ref) || analysis.query.snapshot.hostFacts?.tunReaders != nil
        else { return [] }
        return (analysis.query.tunReaders(of: ref, named: link.ifname).value ?? []).map(\.words)
    }

    private mutating func add(_ edge: Edge) {
        report.edges.append(
            TopologyReport.Edge(
                from: end(edge.from), to: edge.to.map(end) ?? .init(netns: nil, ifindex: nil, ifname: nil),
                kind: edge.kind.rawValue, known: edge.known, reason: edge.reason))
    }

    private func end(_ ref: LinkRef) -> TopologyReport.End {
        TopologyReport.End(
            netns: ref.netns.inode, ifindex: ref.ifindex, ifname: analysis.query.link(ref).value?.ifname)
    }

    private mutating func add(_ id: NetnsID) {
        let namespace = analysis.query.namespace(id)
        let target = analysis.query.snapshot.target
        let role =
            target?.netns == id
            ? "target" : analysis.routers[id] != nil ? "router" : namespace?.isOwn == true ? "host" : "peer"
        var processes = (namespace?.holders?.processes ?? []).map { "\($0.comm) (\($0.pid))" }
        if processes.isEmpty, target?.netns == id, let pid = target?.pid,
            let process = analysis.query.snapshot.processes[pid]
        {
            processes = ["\(process.comm) (\(pid))"]
        }
        report.namespaces.append(
            TopologyReport.Namespace(
                ref: NetnsRef(inode: id.inode, names: namespace?.names ?? [], isOwn: namespace?.isOwn ?? false),
                role: role, processes: processes))
    }
}

extension TargetAnalysis {
    /// Devices at which packets are handed to whoever reads them.
    fileprivate var readDevices: Set<LinkRef> {
        Set(
            asked.compactMap(\.way?.forward).filter { $0.disposition == .handedToProcess }.compactMap { trace in
                trace.hops.last { $0.link != nil }?.link
            })
    }
}

extension TargetAnalysis {
    /// Devices that put packets of the target into tunnels, or take them out, there or back.
    fileprivate var tunnelsOnTheWay: [LinkRef] {
        let traces = asked.compactMap(\.way).flatMap { way in [way.forward] + way.replies }
        let hops = traces.flatMap(\.hops).filter { $0.action == .wrap || $0.action == .unwrap }
        return Set(hops.compactMap(\.link)).sorted { ($0.netns, $0.ifindex) < ($1.netns, $1.ifindex) }
    }
}

extension Tunnel {
    /// How many far ends are named; what is left is counted.
    private static let mostNamed = 3

    /// Nil where there is nothing out of sight.
    fileprivate func words(besides seen: Set<IPAddress>) -> String? {
        let hidden = remotes.filter { !seen.contains($0) }
        guard !hidden.isEmpty else { return nil }
        let more = hidden.count > Self.mostNamed ? " and \(hidden.count - Self.mostNamed) more" : ""
        let from = [kind, id.map { "\($0)" }, local.map { "\($0)" }].compactMap { $0 }.joined(separator: " ")
        let to = hidden.prefix(Self.mostNamed).map { "\($0)" }.joined(separator: ", ")
        return "\(from) -> \(to)\(more), out of sight"
    }
}

extension TopologyReport.Link {
    fileprivate init(_ ref: LinkRef, _ link: Link, _ query: SnapshotQuery) {
        self.init(
            netns: ref.netns.inode, ifindex: ref.ifindex, ifname: link.ifname, ifnameBytes: link.ifnameBytes,
            kind: link.infoKind, flags: link.flags.names, operstate: link.operstate.name, mtu: link.mtu,
            address: link.address?.description,
            addresses: (query.namespace(ref.netns)?.addresses(on: ref.ifindex) ?? []).inReadingOrder.map(
                \.local.description),
            master: link.master, linkIndex: link.linkIndex, linkNetnsid: link.linkNetnsid)
        portState = link.port?.state?.name
    }
}
