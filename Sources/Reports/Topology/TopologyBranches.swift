import Diagnosis

/// The links of one namespace in tree order, each with the branch drawn before it.
enum TopologyBranches {
    struct Row {
        var branch: String
        var link: TopologyReport.Link
    }

    static func rows(of links: [TopologyReport.Link], ascii: Bool) -> [Row] {
        let known = Set(links.map(\.ifindex))
        var ports: [Int: [TopologyReport.Link]] = [:]
        var tops: [TopologyReport.Link] = []
        for link in links {
            if let master = link.master, known.contains(master), master != link.ifindex {
                ports[master, default: []].append(link)
            } else {
                tops.append(link)
            }
        }
        var walk = Walk(ports: ports, ascii: ascii)
        walk.add(tops, prefix: "", depth: 0)
        // Masters that point at each other exist only in hostile snapshots, and must not hide links.
        walk.add(links.filter { !walk.seen.contains($0.ifindex) }, prefix: "", depth: 0)
        return walk.rows
    }

    private struct Walk {
        let ports: [Int: [TopologyReport.Link]]
        let ascii: Bool
        var rows: [Row] = []
        var seen: Set<Int> = []

        mutating func add(_ links: [TopologyReport.Link], prefix: String, depth: Int) {
            for (index, link) in links.enumerated() {
                guard seen.insert(link.ifindex).inserted else { continue }
                let isLast = index == links.count - 1
                let branch = ascii ? (isLast ? "`- " : "|- ") : (isLast ? "\u{2514}\u{2500} " : "\u{251c}\u{2500} ")
                rows.append(Row(branch: prefix + branch, link: link))
                guard depth < 8 else { continue }
                let bar = isLast ? "   " : ascii ? "|  " : "\u{2502}  "
                add(ports[link.ifindex] ?? [], prefix: prefix + bar, depth: depth + 1)
            }
        }
    }
}
