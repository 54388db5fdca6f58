import Diagnosis

/// The one word that a person wants to know of a link.
enum LinkState {
    static func word(_ link: TopologyReport.Link) -> String {
        let flags = link.flags
        guard flags.contains("UP") else { return "DOWN" }
        if flags.contains("NO-CARRIER") || !flags.contains("LOWER_UP") { return "NO-CARRIER" }
        // Loopback, tun and many virtual devices never report an operational state.
        return link.operstate == "UNKNOWN" || link.operstate.isEmpty ? "UP" : link.operstate
    }

    static func isUp(_ link: TopologyReport.Link) -> Bool { word(link) == "UP" }

    /// A port that passes nothing although its link is up.
    static func portTrouble(_ link: TopologyReport.Link) -> String? {
        link.portState.flatMap { $0 == "forwarding" ? nil : "port \($0)" }
    }
}

extension TopologyReport.Link {
    /// Whom it belongs to, as far as that is known: `docker network web`, `read by openvpn (pid 7)`. A network's name may be
    /// as long as a page: `Page.owners` shortens it.
    var owners: [Span] {
        let more = readers.count > 2 ? " and \(readers.count - 2) more" : ""
        return [network].compactMap { $0.map { Span($0) } }
            + [tunnel].compactMap { $0.map { Span($0) } }
            + (readers.isEmpty ? [] : [Span("read by \(readers.prefix(2).joined(separator: ", "))\(more)")])
    }

    var nameSpan: Span { ifnameBytes.map { Span(bytes: $0) } ?? Span(ifname) }

    var isLoopback: Bool { flags.contains("LOOPBACK") || (ifindex == 1 && ifname == "lo") }
}

extension Page {
    /// Whom a link belongs to, with room for others beside it.
    func owners(of link: TopologyReport.Link?) -> [Span] {
        (link?.owners ?? []).enumerated().map { index, owner in
            index == 0 && link?.network != nil ? shortened(owner, to: 44) : owner
        }
    }
}
