import Addresses
import NetworkModel

extension XtStatistic {
    func write(to out: inout XtWords) {
        switch self {
        case .random(let probability):
            out.add("--mode", "random")
            out.option("--probability", probability, Self.fraction)
        case .nth(let every, let packet, let inverted):
            out.add("--mode", "nth")
            out.option("--every", "\(every)", inverted: inverted)
            out.add("--packet", "\(packet)")
        }
    }

    /// Parts of 2^31 with eleven decimals, ties to even as printf rounds them.
    static func fraction(_ parts: UInt32) -> String {
        let scaled = UInt128(parts) * 100_000_000_000
        let (whole, rest) = (scaled >> 31, scaled & (1 << 31 - 1))
        let half: UInt128 = 1 << 30
        let rounded = whole + (rest > half || (rest == half && whole & 1 == 1) ? 1 : 0)
        let digits = String(rounded % 100_000_000_000)
        return "\(rounded / 100_000_000_000)." + String(repeating: "0", count: 11 - digits.count) + digits
    }
}

/// How often, in the largest unit that says it exactly enough.
private func rate(_ period: UInt64, scale: UInt64) -> (text: String, milliseconds: UInt64) {
    guard period > 0 else { return ("inf", 0) }
    let units: [(String, UInt64)] = [
        ("day", scale * 24 * 60 * 60), ("hour", scale * 60 * 60), ("min", scale * 60), ("sec", scale),
    ]
    var chosen = units[0]
    for unit in units.dropFirst() {
        if period > unit.1 || unit.1 / period < unit.1 % period { break }
        chosen = unit
    }
    return ("\(chosen.1 / period)/\(chosen.0)", chosen.1 / scale * 1000)
}

extension XtLimit {
    func write(to out: inout XtWords) {
        out.add("--limit", rate(UInt64(average), scale: 10000).text)
        if burst != 5 { out.add("--limit-burst", "\(burst)") }
    }
}

extension XtHashlimit {
    /// XT_HASHLIMIT_*.
    private enum Mode {
        static let dstip: UInt32 = 1
        static let dstport: UInt32 = 2
        static let srcip: UInt32 = 4
        static let srcport: UInt32 = 8
        static let above: UInt32 = 16
        static let bytes: UInt32 = 32
        static let rateMatch: UInt32 = 64
    }

    func write(to out: inout XtWords) {
        let name = mode & Mode.above != 0 ? "--hashlimit-above" : "--hashlimit-upto"
        var quantum: UInt64
        if mode & Mode.bytes != 0 {
            let bandwidth = Self.bandwidth(average)
            out.option(name, Self.text(bandwidth) { Self.cost($0) == average } + "/s")
            if burst != 0 {
                out.option(
                    "--hashlimit-burst",
                    Self.text(bandwidth.multipliedReportingOverflow(by: burst).partialValue) { _ in true })
            }
            quantum = burst == 0 ? 15_000 : 60_000
        } else {
            let rate = rate(average, scale: revision == 1 ? 10000 : 1_000_000)
            out.option(name, rate.text)
            out.option("--hashlimit-burst", "\(burst)")
            quantum = rate.milliseconds
        }
        let by = [(Mode.srcip, "srcip"), (Mode.srcport, "srcport"), (Mode.dstip, "dstip"), (Mode.dstport, "dstport")]
            .filter { mode & $0.0 != 0 }.map(\.1)
        if !by.isEmpty { out.option("--hashlimit-mode", by.joined(separator: ",")) }
        out.option("--hashlimit-name", self.name)
        if size != 0 { out.option("--hashlimit-htable-size", "\(size)") }
        if max != 0 { out.option("--hashlimit-htable-max", "\(max)") }
        if gcInterval != 1000 { out.option("--hashlimit-htable-gcinterval", "\(gcInterval)") }
        if mode & Mode.rateMatch != 0 { quantum = UInt64(interval) * 1000 }
        if UInt64(expire) != quantum { out.option("--hashlimit-htable-expire", "\(expire)") }
        if Int(srcmask) != family.width { out.option("--hashlimit-srcmask", "\(srcmask)") }
        if Int(dstmask) != family.width { out.option("--hashlimit-dstmask", "\(dstmask)") }
        if mode & Mode.rateMatch != 0 {
            out.add("--hashlimit-rate-match")
            if interval != 1 { out.option("--hashlimit-rate-interval", "\(interval)") }
        }
    }

    /// Bytes in a second. Sixteen are the unit (XT_HASHLIMIT_BYTE_SHIFT), and what is kept is what one unit costs.
    private static func bandwidth(_ average: UInt64) -> UInt64 {
        let units = average == 0 ? UInt64(UInt32.max) : UInt64(UInt32.max) / average
        return (Swift.max(units, 1) - 1) << 4
    }

    private static func cost(_ bytes: UInt64) -> UInt64 { UInt64(UInt32.max) / ((bytes >> 4) + 1) }

    /// In the largest unit that loses nothing that was kept.
    private static func text(_ bytes: UInt64, _ keeps: (UInt64) -> Bool) -> String {
        for (size, name) in [(UInt64(1) << 20, "mb"), (1 << 10, "kb")] where bytes >= size && keeps(bytes & ~(size - 1))
        {
            return "\(bytes / size)\(name)"
        }
        return "\(bytes)b"
    }
}

extension XtRecent {
    /// XT_RECENT_*.
    private enum Flag {
        static let check: UInt8 = 1
        static let set: UInt8 = 2
        static let update: UInt8 = 4
        static let remove: UInt8 = 8
        static let ttl: UInt8 = 16
        static let reap: UInt8 = 32
    }

    func write(to out: inout XtWords) {
        for (flag, name) in [
            (Flag.set, "--set"), (Flag.check, "--rcheck"), (Flag.update, "--update"), (Flag.remove, "--remove"),
        ] where checkSet & flag != 0 { out.option(name, inverted: inverted) }
        if seconds != 0 { out.option("--seconds", "\(seconds)") }
        out.flag("--reap", checkSet & Flag.reap != 0)
        if hitCount != 0 { out.option("--hitcount", "\(hitCount)") }
        out.flag("--rttl", checkSet & Flag.ttl != 0)
        out.option("--name", name)
        if let mask { out.option("--mask", "\(mask)") }
        out.add(byDestination ? "--rdest" : "--rsource")
    }
}
