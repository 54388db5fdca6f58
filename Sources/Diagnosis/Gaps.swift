import Addresses
import Analysis
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// What could not be read, as a report lists it.
enum Gaps {
    static func all(in analysis: TargetAnalysis) -> [Gap] {
        var gaps = analysis.query.snapshot.gaps
        // A router whose routes are not known is none that packets pass, yet they end there for want of them.
        let reached = analysis.waysOut.values.joined().compactMap { $0.dropPoint?.netns }
        for id in Set(analysis.members + reached).sorted() {
            guard let namespace = analysis.query.namespace(id) else { continue }
            gaps += tables(of: namespace)
            for (nsid, reason) in namespace.lostNsids.sorted(by: { $0.key < $1.key })
            where !isOutside(nsid, of: namespace, analysis.query) {
                gaps.append(
                    Gap(
                        netns: id, fact: "namespace with nsid \(nsid)", reason: reason,
                        hint: "run nsdoctor in the node's own PID and network namespace"))
            }
            for (name, value) in namespace.sysctls.sorted(by: { $0.key < $1.key }) {
                if let reason = value.reason { gaps.append(Gap(netns: id, fact: name, reason: reason)) }
            }
        }
        for attachment in analysis.attachments {
            guard let bridge = attachment.bridge,
                case .known(let segment) = analysis.query.segment(of: bridge.ref, bridge.link),
                segment.unread > 0
            else { continue }
            gaps.append(
                Gap(
                    netns: bridge.ref.netns, fact: "neighbours on \(bridge.link.ifname)",
                    reason:
                        "\(segment.unread) of \(segment.portCount) ports were not looked behind, to keep the work in bounds",
                    hint: "nsdoctor node compares them all"))
        }
        gaps += analysis.asked.flatMap(unknownWays)
        gaps += analysis.overlays.filter { $0.ends.count > Questions.mostEnds }.map { overlay in
            Gap(
                netns: overlay.device.netns, fact: "far ends of \(overlay.link.ifname)",
                reason:
                    "\(overlay.ends.count - Questions.mostEnds) of \(overlay.ends.count) were not asked, to keep the work in bounds"
            )
        }
        var seen: Set<Gap> = []
        return gaps.filter { seen.insert($0).inserted }
    }

    /// What is behind the node's edge is no gap.
    private static func isOutside(_ nsid: Int, of namespace: Namespace, _ query: SnapshotQuery) -> Bool {
        let links = namespace.links.rows.filter { $0.linkNetnsid == nsid }
        return !links.isEmpty
            && links.allSatisfy { query.edgeOfSight(at: LinkRef(namespace.id, $0.ifindex), $0) != nil }
    }

    /// Where nobody can tell what becomes of a packet: a program decides, or what is behind could not be read.
    private static func unknownWays(_ asked: AskedPath) -> [Gap] {
        guard asked.answer.works == nil else { return [] }
        return asked.answer.traces.filter { $0.disposition == .unknown }.compactMap(\.dropPoint).map { dropPoint in
            Gap(netns: dropPoint.netns, fact: "what becomes of packets", reason: dropPoint.reason)
        }
    }

    private static func tables(of namespace: Namespace) -> [Gap] {
        func gap<Row>(_ table: Table<Row>, _ fact: String) -> Gap? {
            guard case .incomplete(let reason) = table.coverage else { return nil }
            return Gap(netns: namespace.id, fact: fact, reason: reason)
        }
        return [
            gap(namespace.links, "links"), gap(namespace.addresses, "addresses"), gap(namespace.routes, "routes"),
            gap(namespace.routes6, "routes6"), gap(namespace.rules, "rules"), gap(namespace.nexthops, "nexthops"),
            gap(namespace.neighbors, "neighbors"), gap(namespace.fdb, "fdb"), gap(namespace.netconf, "netconf"),
            gap(namespace.sockets, "sockets"),
        ].compactMap { $0 }
    }
}

/// How much was looked at, so that "nothing found" means something.
enum ScopeSentences {
    static func all(for analysis: TargetAnalysis) -> [String] {
        let namespaces = analysis.query.snapshot.namespaces.values
        func count(_ number: Int, _ one: String, _ many: String) -> String? {
            number == 0 ? nil : number == 1 ? "1 \(one)" : "\(number) \(many)"
        }
        let parts = [
            count(
                namespaces.filter { $0.links.coverage != .unread || !$0.links.asked.isEmpty }.count, "namespace",
                "namespaces"),
            count(namespaces.reduce(0) { $0 + $1.links.rows.count }, "link", "links"),
            count(namespaces.reduce(0) { $0 + $1.addresses.rows.count }, "address", "addresses"),
            count(namespaces.reduce(0) { $0 + $1.routes.rows.count + $1.routes6.rows.count }, "route", "routes"),
            count(namespaces.reduce(0) { $0 + $1.neighbors.rows.count }, "neighbour", "neighbours"),
            count(namespaces.reduce(0) { $0 + $1.sockets.rows.count }, "socket", "sockets"),
        ]
        return [parts.compactMap { $0 }.joined(separator: ", ")] + sample(of: analysis)
            + strayThreads(in: analysis.query.snapshot) + analysis.guests.map(card)
    }

    /// What is inside a virtual machine is the one thing that its host cannot look at.
    private static func card(of guest: Guest) -> String {
        let who = guest.hosts.prefix(4).map(\.address.description).joined(separator: ", ")
        return "\(guest.link.ifname)\(who.isEmpty ? "" : " with \(who) behind it"), not what is inside \(guest.words)"
    }

    /// Traces are dear: of a node's namespaces only some of each kind have theirs.
    private static func sample(of analysis: TargetAnalysis) -> [String] {
        guard analysis.scope.isNode, !analysis.asked.isEmpty else { return [] }
        return [
            "packets of \(analysis.sampled.count) of \(analysis.scope.subjects.count) namespaces simulated, some behind each bridge and router"
        ]
    }

    /// A process is diagnosed in the namespace of its first thread; the others may be elsewhere.
    private static func strayThreads(in snapshot: Snapshot) -> [String] {
        guard let pid = snapshot.target?.pid, let process = snapshot.processes[pid] else { return [] }
        return Dictionary(grouping: process.strayThreads.sorted { $0.key < $1.key }, by: \.value).sorted {
            $0.key < $1.key
        }.map { netns, threads in
            let names = threads.prefix(8).map { String($0.key) }.joined(separator: ", ")
            return
                "not \(threads.count == 1 ? "its thread" : "its threads") \(names)\(threads.count > 8 ? " …" : ""), in netns \(netns)"
        }
    }
}
