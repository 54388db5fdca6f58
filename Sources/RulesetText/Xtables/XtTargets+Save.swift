import Addresses
import NetworkModel

extension XtNat {
    func write(_ option: String, to out: inout XtWords) {
        var text = ""
        if let addresses {
            let brackets = addresses.min.family == .inet6 && ports != nil
            let range = addresses.min == addresses.max ? "\(addresses.min)" : "\(addresses.min)-\(addresses.max)"
            text = brackets ? "[\(range)]" : range
        }
        if let ports {
            text += ":" + ports.text("-")
            if let basePort { text += "/\(basePort)" }
        }
        out.option(option, text)
        writeFlags(to: &out)
    }

    func writePorts(to out: inout XtWords) {
        if let ports { out.option("--to-ports", ports.text("-")) }
        writeFlags(to: &out)
    }

    private func writeFlags(to out: inout XtWords) {
        out.flag("--random", isRandom)
        out.flag("--random-fully", isFullyRandom)
        out.flag("--persistent", isPersistent)
    }

    /// NETMAP keeps the first and the last address of a network.
    var network: String {
        guard let addresses else { return "" }
        let all: UInt128 = addresses.min.family == .inet ? 0xffff_ffff : .max
        let mask = IPAddress(family: addresses.min.family, bits: all & ~(addresses.min.bits ^ addresses.max.bits))
        return XtAddress(addresses.min, mask: mask).text
    }
}

extension XtConnmarkTarget {
    func write(to out: inout XtWords) {
        switch mode {
        case .set: out.option("--set-xmark", XtMasked(ctmark, mask: ctmask).whole)
        case .save: out.add("--save-mark", "--nfmask", String(hex: nfmask), "--ctmask", String(hex: ctmask))
        case .restore: out.add("--restore-mark", "--nfmask", String(hex: nfmask), "--ctmask", String(hex: ctmask))
        }
        if shift > 0 { out.option("--left-shift-mark", "\(shift)") }
        if shift < 0 { out.option("--right-shift-mark", "\(-shift)") }
    }
}

extension XtCt {
    private static let events = [
        "new", "related", "destroy", "reply", "assured", "protoinfo", "helper", "mark", "natseqinfo", "secmark",
    ]

    func write(to out: inout XtWords) {
        if isNotrackAlias { return }
        out.flag("--notrack", notrack)
        if let helper { out.option("--helper", helper) }
        if let timeout { out.option("--timeout", timeout) }
        if ctEvents != 0 { out.option("--ctevents", Self.names(ctEvents)) }
        if expEvents != 0 { out.option("--expevents", Self.names(expEvents)) }
        switch zone {
        case .mark(let direction): out.option(direction.option, "mark")
        case .id(let id, let direction): out.option(direction.option, "\(id)")
        case nil: break
        }
    }

    private static func names(_ bits: UInt32) -> String {
        events.indices.filter { bits >> UInt32($0) & 1 != 0 }.map { events[$0] }.joined(separator: ",")
    }
}

extension XtCt.Direction {
    fileprivate var option: String {
        switch self {
        case .both: "--zone"
        case .original: "--zone-orig"
        case .reply: "--zone-reply"
        }
    }
}

extension XtLog {
    /// XT_LOG_*.
    private static let options: [(UInt8, String)] = [
        (1, "--log-tcp-sequence"), (2, "--log-tcp-options"), (4, "--log-ip-options"), (8, "--log-uid"),
        (32, "--log-macdecode"),
    ]

    func write(to out: inout XtWords) {
        if !prefix.isEmpty { out.option("--log-prefix", String(quoted: prefix)) }
        if level != 4 { out.option("--log-level", "\(level)") }
        for (flag, name) in Self.options { out.flag(name, flags & flag != 0) }
    }
}

extension XtNflog {
    func write(to out: inout XtWords) {
        if !prefix.isEmpty { out.option("--nflog-prefix", String(quoted: prefix)) }
        if group != 0 { out.option("--nflog-group", "\(group)") }
        if copiesLength {
            out.option("--nflog-size", "\(length)")
        } else if length != 0 {
            out.option("--nflog-range", "\(length)")
        }
        if threshold > 1 { out.option("--nflog-threshold", "\(threshold)") }
    }
}

extension XtNfqueue {
    func write(to out: inout XtWords) {
        if total > 1 {
            out.option("--queue-balance", "\(queue):\(UInt32(queue) + UInt32(total) - 1)")
        } else {
            out.option("--queue-num", "\(queue)")
        }
        out.flag("--queue-bypass", bypass)
        out.flag("--queue-cpu-fanout", cpuFanout)
    }
}
