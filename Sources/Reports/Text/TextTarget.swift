import Analysis
import Diagnosis
import NetworkModel

// Who the target is, and the way from it outwards.
extension Page {
    mutating func addTarget(_ report: Report) {
        let target = report.target
        var parts = [target.phrase]
        if let inner = target.innerPID { parts[0] += " (\(inner))" }
        if let netns = target.netns { parts.append("netns \(netns.full)") }
        if report.isOnHostNetwork { parts.append("the host's own network") }
        if let container = target.container {
            parts.append(container.phrase)
            if let pod = container.podUid { parts.append("pod \(pod)") }
        }
        labelled("target", [Span(parts.joined(separator: ", "))])
        addDatapath(report)
    }

    private mutating func addDatapath(_ report: Report) {
        guard let datapath = report.datapath else { return }
        labelled("network", [Span(datapath.words)])
        guard options.detail == .verbose else { return }
        for sign in datapath.evidence { labelled("", [Span("- \(sign)", .faint)]) }
    }

    mutating func addPicture(_ report: Report, inOneRow: Bool) {
        guard let picture = PictureBuilder(report).picture() else { return }
        if inOneRow {
            labelled("path", oneRow(picture, report))
            return
        }
        labelled(
            "path",
            [Span(picture.path.map { pathPhrase($0, report) } ?? "as the links are joined; no packet was simulated")])
        let indent = options.columns < 60 ? 0 : Page.body
        let widths = columnWidths(picture.stations, room: options.columns - indent)
        let isSix = picture.path?.flow.dst.contains(":") ?? false
        for (index, station) in picture.stations.enumerated() {
            addStation(
                station, after: index > 0 ? picture.stations[index - 1] : nil, widths, indent: indent, isSix: isSix)
            if let stop = picture.stop, stop.after == index {
                row(
                    [(Span("X", .crit), 1), ("", widths[1])], [Span(stop.phrase, .crit)] + marks(stop.marks),
                    indent: indent, below: indent + 4)
            }
        }
    }

    private func pathPhrase(_ path: PathReport, _ report: Report) -> String {
        "\(path.question): \(path.flowPhrase): \(report.resultPhrase(path))"
    }

    /// `eth0 UP in red <-veth-> veth-red-br UP in node -> br0 UP -> eth0 UP`.
    private func oneRow(_ picture: Picture, _ report: Report) -> [Span] {
        var spans: [Span] = []
        var place = ""
        for station in picture.stations {
            switch station.joint {
            case "": break
            case "veth": spans.append(" <-veth-> ")
            default: spans.append(" -> ")
            }
            spans += [shortened(station.name, to: 24), " ", stateSpan(station)]
            spans += owners(of: station.link).flatMap { [" (", $0, ")"] }
            if station.place != place {
                spans += [" in ", shortened(Span(station.place), to: 24)]
                place = station.place
            }
            if let doubt = station.doubt { spans.append(Span(" (\(doubt))", .unknown)) }
        }
        if let path = picture.path { spans.append(Span("; \(path.flowPhrase): \(report.resultPhrase(path))")) }
        return spans
    }

    private mutating func addStation(
        _ station: Picture.Station, after previous: Picture.Station?, _ widths: [Int], indent: Int,
        isSix: Bool
    ) {
        let cells: [Span] = [
            station.isBroken ? Span("X", .crit) : "", Span(station.joint, .faint),
            shortened(Span(station.place), to: widths[2]), shortened(station.name, to: widths[3]), stateSpan(station),
        ]
        var tail: [Span] = []
        if let link = station.link {
            tail = linkWords(link, previousMTU: previous?.link?.mtu, isSix: isSix).map { Span($0 + " ") }
        }
        tail += owners(of: station.link).flatMap { [$0, " "] }
        if let doubt = station.doubt { tail.append(Span("(\(doubt)) ", .unknown)) }
        row(
            zip(cells, widths).map { ($0, $1) }, tail + marks(station.marks), indent: indent,
            below: indent + widths[0] + widths[1] + 4)
    }

    /// Every link has a link-local address, of which IPv4 packets know nothing.
    private func linkWords(_ link: TopologyReport.Link, previousMTU: Int?, isSix: Bool) -> [String] {
        let addresses = link.addresses.filter { isSix || options.detail == .verbose || !$0.hasPrefix("fe80:") }
        var words = Array(addresses.prefix(2))
        if addresses.count > 2 { words.append("+\(addresses.count - 2) more") }
        if let previousMTU, previousMTU != link.mtu { words.append("mtu \(link.mtu) after \(previousMTU)") }
        if let trouble = LinkState.portTrouble(link) { words.append(trouble) }
        return words
    }

    private func stateSpan(_ station: Picture.Station) -> Span {
        guard let link = station.link else { return Span("?", .unknown) }
        return Span(LinkState.word(link), LinkState.isUp(link) ? .ok : .crit)
    }

    private func marks(_ ids: [String]) -> [Span] {
        ids.isEmpty ? [] : [Span(" (\(ids.joined(separator: ", ")))", .crit)]
    }

    /// Mark, joint, place, name and state; the name gets what the others leave.
    private func columnWidths(_ stations: [Picture.Station], room: Int) -> [Int] {
        let joint = stations.map(\.joint.count).max() ?? 0
        let place = min(widest(stations.map { Span($0.place) }), options.columns / 6)
        let state = widest(stations.map(stateSpan))
        let left = room - (1 + joint + place + state + 4 * 2)
        return [1, joint, place, min(widest(stations.map(\.name)), max(left, 8), max(options.columns / 4, 15)), state]
    }

    private func widest(_ spans: [Span]) -> Int { spans.map { granted($0).width }.max() ?? 0 }
}
