import NetworkModel

extension XtAddrtype {
    /// By bit number: RTN_UNSPEC, RTN_UNICAST …
    private static let names = [
        "UNSPEC", "UNICAST", "LOCAL", "BROADCAST", "ANYCAST", "MULTICAST", "BLACKHOLE", "UNREACHABLE", "PROHIBIT",
        "THROW", "NAT", "XRESOLVE",
    ]

    func write(to out: inout XtWords) {
        out.option("--src-type", source, Self.text)
        out.option("--dst-type", destination, Self.text)
        out.flag("--limit-iface-in", limitIfaceIn)
        out.flag("--limit-iface-out", limitIfaceOut)
    }

    private static func text(_ bits: UInt16) -> String {
        names.indices.filter { bits >> UInt16($0) & 1 != 0 }.map { names[$0] }.joined(separator: ",")
    }
}

extension XtPhysdev {
    func write(to out: inout XtWords) {
        out.truth("--physdev-is-in", isIn)
        out.option("--physdev-in", inDevice) { $0.text }
        out.truth("--physdev-is-out", isOut)
        out.option("--physdev-out", outDevice) { $0.text }
        out.truth("--physdev-is-bridged", isBridged)
    }
}

extension XtRpfilter {
    func write(to out: inout XtWords) {
        out.flag("--loose", isLoose)
        out.flag("--validmark", usesMark)
        out.flag("--accept-local", acceptsLocal)
        out.flag("--invert", inverted)
    }
}

extension XtSetRef {
    /// `blocked src,dst`
    func text(_ sets: [UInt16: String]) -> String {
        "\(sets[index] ?? "#\(index)") \(sources.map { $0 ? "src" : "dst" }.joined(separator: ","))"
    }
}

extension XtSetMatch {
    func write(to out: inout XtWords) {
        out.option("--match-set", set.text(out.sets), inverted: inverted)
        out.flag("--return-nomatch", returnsNomatch)
        if !updatesCounters { out.option("--update-counters", inverted: true) }
        if !updatesSubcounters { out.option("--update-subcounters", inverted: true) }
        packets?.write("--packets", to: &out)
        bytes?.write("--bytes", to: &out)
    }
}

extension XtCounterTest {
    func write(_ prefix: String, to out: inout XtWords) {
        switch comparison {
        case .equal: out.option("\(prefix)-eq", "\(value)")
        case .notEqual: out.option("\(prefix)-eq", "\(value)", inverted: true)
        case .less: out.option("\(prefix)-lt", "\(value)")
        case .greater: out.option("\(prefix)-gt", "\(value)")
        }
    }
}

extension XtOwner {
    func write(to out: inout XtWords) {
        out.truth("--socket-exists", socketExists)
        out.option("--uid-owner", uid) { $0.text("-") }
        out.option("--gid-owner", gid) { $0.text("-") }
        out.flag("--suppl-groups", supplementaryGroups)
    }
}
