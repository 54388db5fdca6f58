import Diagnosis
import NetworkModel

/// Draws a `Picture` of what the report knows; never a guess: a joint is an edge, or two hops of the trace.
struct PictureBuilder {
    private static let mostStations = 12

    private let report: Report
    private let index: TopologyIndex
    private let path: PathReport?
    private let hops: [TopologyIndex.Key]

    init(_ report: Report) {
        self.report = report
        let index = TopologyIndex(report.topology)
        self.index = index
        let netns = report.target.netns?.inode
        let own = report.paths.filter { ($0.forward.hops.first?.netns ?? $0.forward.stoppedBy?.netns) == netns }
        // The failing way is the one to look at; else, and where nobody misses what it lacks, the way out.
        let failing = report.verdict == .ok ? nil : own.first { !$0.isGood && !report.staysInside($0) }
        path = failing ?? own.first { $0.question == "default-route" } ?? own.first
        var hops: [TopologyIndex.Key] = []
        for hop in path?.forward.hops ?? [] {
            let link = index.links(of: hop.netns).first { $0.ifname == hop.link }
            if let link, hops.last != link.key { hops.append(link.key) }
        }
        // What comes in from outside may be stopped before it has done a step.
        if hops.isEmpty, let stop = path?.forward.stoppedBy, stop.object == "link" {
            hops = index.links(of: stop.netns).filter { $0.ifname == stop.name }.map(\.key)
        }
        self.hops = hops
    }

    /// Nil where there is no single way to draw.
    func picture() -> Picture? {
        guard report.target.kind != .node, let first = firstLink() else { return nil }
        var picture = Picture(path: path, stations: [station(first, joint: "")])
        var seen: Set<TopologyIndex.Key> = [first]
        var current = first
        while picture.stations.count < Self.mostStations, let step = next(after: current, seen: seen) {
            picture.stations.append(step)
            guard let key = step.link?.key else { break }
            seen.insert(key)
            current = key
        }
        addStop(to: &picture)
        return picture
    }

    private func firstLink() -> TopologyIndex.Key? {
        guard let netns = report.target.netns?.inode else { return nil }
        if let hop = hops.first, hop.netns == netns, index.link(hop)?.isLoopback == false { return hop }
        let links = index.links(of: netns).filter { !$0.isLoopback }
        return (links.first { $0.ifname == report.target.spelling } ?? links.first)?.key
    }

    /// By the trace where it went on, else by the edges: through a veth, up to the master, down to the lower device.
    private func next(after key: TopologyIndex.Key, seen: Set<TopologyIndex.Key>) -> Picture.Station? {
        let edges = index.edges(of: key)
        for kind in ["veth", "master", "lower"] {
            for edge in edges where edge.kind == kind {
                guard let far = farEnd(of: edge, from: key) else { continue }
                if let farKey = TopologyIndex.key(far), index.link(farKey) != nil {
                    if seen.contains(farKey) || leavesTheWalk(farKey, kind: kind, from: key) { continue }
                    return station(farKey, joint: kind, doubt: edge.known == "proved" ? nil : doubt(edge))
                }
                if edge.isAtEdge { return Picture.Station(joint: kind, place: "outside", name: "(out of sight)") }
                return Picture.Station(
                    joint: kind, place: far.netns.map(index.label) ?? "?", name: Span(far.ifname ?? "?"),
                    doubt: doubt(edge))
            }
        }
        guard let at = hops.lastIndex(where: seen.contains), hops.indices.contains(at + 1) else { return nil }
        return station(hops[at + 1], joint: "routed")
    }

    /// An uplink's far side is drawn only where the packet went there.
    private func leavesTheWalk(_ far: TopologyIndex.Key, kind: String, from key: TopologyIndex.Key) -> Bool {
        kind == "veth" && key.netns != report.target.netns?.inode && !hops.contains(far)
    }

    private func farEnd(of edge: TopologyReport.Edge, from key: TopologyIndex.Key) -> TopologyReport.End? {
        if TopologyIndex.key(edge.from) == key { return edge.to }
        // Ports and upper devices of what we stand on are not the way out.
        return edge.kind == "veth" ? edge.from : nil
    }

    private func doubt(_ edge: TopologyReport.Edge) -> String {
        edge.reason.map { "\(edge.known): \($0)" } ?? edge.known
    }

    private func station(_ key: TopologyIndex.Key, joint: String, doubt: String? = nil) -> Picture.Station {
        let link = index.link(key)
        let findings = report.findings.filter {
            $0.severity > .info && $0.subject.object == "link" && $0.subject.netns?.inode == key.netns
                && $0.subject.name == link?.ifname
        }
        let stop = path?.stop
        let stopsHere = stop?.object == "link" && stop?.netns == key.netns && stop?.name == link?.ifname
        let breaks = findings.contains { $0.isRootCause && $0.severity == .crit }
        return Picture.Station(
            joint: joint, place: index.label(key.netns), name: link?.nameSpan ?? "?", link: link, doubt: doubt,
            marks: findings.isEmpty && stopsHere ? [stop?.because].compactMap(\.self) : findings.map(\.id),
            stopsHere: stopsHere, isBroken: stopsHere || breaks)
    }

    private func addStop(to picture: inout Picture) {
        guard let path, let stop = path.stop, !report.staysInside(path), !picture.stations.contains(where: \.stopsHere)
        else {
            return
        }
        let findings = report.findings.filter {
            $0.subject.object == stop.object && $0.subject.name == stop.name
                && $0.subject.netns?.inode == stop.netns
        }
        let last = picture.stations.lastIndex { $0.link?.netns == stop.netns } ?? picture.stations.count - 1
        picture.stop = Picture.Stop(
            after: last,
            phrase: "\(report.resultPhrase(path)) at \(stop.stage): \(stop.phrase(in: index.label(stop.netns)))",
            marks: findings.map(\.id))
    }
}
