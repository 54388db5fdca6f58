import NetworkModel

extension XtTCP {
    func write(to out: inout XtWords) {
        out.option("--sport", sport) { $0.text() }
        out.option("--dport", dport) { $0.text() }
        out.option("--tcp-option", option) { "\($0)" }
        out.option("--tcp-flags", flags) { "\(Self.flagNames($0.mask)) \(Self.flagNames($0.value))" }
    }

    private static func flagNames(_ bits: UInt32) -> String {
        let names = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"]
        let set = names.indices.filter { bits >> UInt32($0) & 1 != 0 }.map { names[$0] }
        return set.isEmpty ? "NONE" : set.joined(separator: ",")
    }
}

extension XtUDP {
    func write(to out: inout XtWords) {
        out.option("--sport", sport) { $0.text() }
        out.option("--dport", dport) { $0.text() }
    }
}

extension XtSCTP {
    func write(to out: inout XtWords) {
        out.option("--sport", sport) { $0.text() }
        out.option("--dport", dport) { $0.text() }
        out.flag("--chunk-types …", asksForChunks)
    }
}

extension XtICMP {
    func write(_ option: String, anyType: UInt8?, to out: inout XtWords) {
        var text = type == anyType ? "any" : "\(type)"
        if type != anyType, code != XtRange(0, 255) { text += "/\(code.min)" }
        out.option(option, text, inverted: inverted)
    }
}

extension XtMultiport {
    func write(to out: inout XtWords) {
        let name =
            switch side {
            case .source: "--sports"
            case .destination: "--dports"
            case .either: "--ports"
            }
        out.option(name, ports.map { $0.text() }.joined(separator: ","), inverted: inverted)
    }
}

extension XtHops {
    func write(_ prefix: String, to out: inout XtWords) {
        switch comparison {
        case .equal: out.option("\(prefix)-eq", "\(value)")
        case .notEqual: out.option("\(prefix)-eq", "\(value)", inverted: true)
        case .less: out.option("\(prefix)-lt", "\(value)")
        case .greater: out.option("\(prefix)-gt", "\(value)")
        }
    }
}

extension XtEcn {
    func write(to out: inout XtWords) {
        out.truth("--ecn-tcp-ece", ece)
        out.truth("--ecn-tcp-cwr", cwr)
        out.option("--ecn-ip-ect", ipEct) { "\($0)" }
    }
}
