import NetworkModel

extension XtStatistic {
    func matches() -> Match {
        switch self {
        case .random(let probability):
            // Of 2^31 packets this many.
            if probability.value == 0 { return Match(probability.inverted) }
            if probability.value >= 1 << 31 { return Match(!probability.inverted) }
            let text = Self.percent(probability.value)
            return Match.either(
                assuming: "chance (\(text)) picks the rule", otherwise: "chance (\(text)) passes the rule by",
                share: Double(probability.value) / Double(1 << 31)
            )
            .inverted(probability.inverted)
        case .nth(let every, _, let inverted):
            if every == 1 { return Match(!inverted) }
            return Match.either(
                assuming: "it is one of every \(every) packets", otherwise: "it is not one of every \(every) packets",
                share: every > 0 ? 1 / Double(every) : nil
            )
            .inverted(inverted)
        }
    }

    private static func percent(_ parts: UInt32) -> String {
        let tenths = (UInt64(parts) * 1000 + 1 << 30) >> 31
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}

extension XtOwner {
    /// owner_mt: a packet without a socket passes where all that is asked for is inverted. Where several processes may send
    /// it, it may be anybody's.
    func matches(_ packet: Packet) -> Match {
        let asked = [uid?.inverted, gid?.inverted, socketExists?.inverted].compactMap { $0 }
        switch packet.owner {
        case .unknown(let reason): return .unknown(because: reason)
        case .absent: return Match(asked.allSatisfy { $0 } && !supplementaryGroups)
        case .known(let owner):
            if socketExists?.inverted == true { return .no }
            return .all(
                uid?.test { range in
                    owner.uid.map { Match(range.contains($0)) } ?? Self.anybody("user", range)
                },
                gid?.test { range in
                    guard let gid = owner.gid else { return Self.anybody("group", range) }
                    if range.contains(gid) { return .yes }
                    return supplementaryGroups ? .unknown(because: "the process's other groups are not known") : .no
                })
        }
    }

    private static func anybody(_ what: String, _ range: XtRange) -> Match {
        let number = range.min == range.max ? "\(range.min)" : "\(range.min) to \(range.max)"
        return .either(assuming: "\(what) \(number) sends it", otherwise: "another \(what) than \(number) sends it")
    }
}

extension XtCgroup {
    func matches(_ packet: Packet) -> Match {
        switch packet.owner {
        case .unknown(let reason): .unknown(because: reason)
        case .absent: .no
        case .known(let owner):
            .all(
                path?.test { path in .on(owner.cgroup, "the cgroup") { Self.isBelow($0, path) } },
                classid?.test { id in .on(owner.cgroupClass, "the cgroup's class") { $0 == id } })
        }
    }

    private static func isBelow(_ path: String, _ top: String) -> Bool {
        let (path, top) = (path.split(separator: "/"), top.split(separator: "/"))
        return path.starts(with: top)
    }
}
