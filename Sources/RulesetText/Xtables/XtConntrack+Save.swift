import Addresses
import NetworkModel

extension XtConntrack {
    func write(to out: inout XtWords) {
        out.option(isStateAlias ? "--state" : "--ctstate", state) { $0.names }
        out.option("--ctproto", proto) { "\($0)" }
        out.option("--ctorigsrc", origSrc) { $0.hostText }
        out.option("--ctorigdst", origDst) { $0.hostText }
        out.option("--ctreplsrc", replSrc) { $0.hostText }
        out.option("--ctrepldst", replDst) { $0.hostText }
        out.option("--ctorigsrcport", origSport) { $0.text() }
        out.option("--ctorigdstport", origDport) { $0.text() }
        out.option("--ctreplsrcport", replSport) { $0.text() }
        out.option("--ctrepldstport", replDport) { $0.text() }
        out.option("--ctstatus", status, Self.statusNames)
        out.option("--ctexpire", expires) { $0.text() }
        if let isReply { out.option("--ctdir", isReply ? "REPLY" : "ORIGINAL") }
    }

    /// IPS_EXPECTED, SEEN_REPLY, ASSURED and CONFIRMED are bits 0 to 3.
    private static func statusNames(_ bits: UInt16) -> String {
        let names = ["EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED"]
        let set = names.indices.filter { bits >> UInt16($0) & 1 != 0 }.map { names[$0] }
        return set.isEmpty ? "NONE" : set.joined(separator: ",")
    }
}

extension XtStates {
    /// `NEW,ESTABLISHED`
    public var names: String {
        let all: [(XtStates, String)] = [
            (.invalid, "INVALID"), (.new, "NEW"), (.related, "RELATED"), (.established, "ESTABLISHED"),
            (.untracked, "UNTRACKED"), (.snat, "SNAT"), (.dnat, "DNAT"),
        ]
        return all.filter { contains($0.0) }.map(\.1).joined(separator: ",")
    }
}

extension XtAddress {
    /// Without a mask that has every bit.
    var hostText: String { prefixLength == address.family.width ? "\(address)" : text }
}

extension XtConnbytes {
    func write(to out: inout XtWords) {
        let unit =
            switch unit {
            case .packets: "packets"
            case .bytes: "bytes"
            case .avgpkt: "avgpkt"
            }
        let direction =
            switch direction {
            case .original: "original"
            case .reply: "reply"
            case .both: "both"
            }
        out.option("--connbytes", to == .max ? "\(from)" : "\(from):\(to)", inverted: inverted)
        out.add("--connbytes-mode", unit, "--connbytes-dir", direction)
    }
}

extension XtConnlimit {
    func write(to out: inout XtWords) {
        out.option(isAbove ? "--connlimit-above" : "--connlimit-upto", "\(limit)")
        out.add("--connlimit-mask", "\(prefixLength)", byDestination ? "--connlimit-daddr" : "--connlimit-saddr")
    }
}
