import NetworkModel

extension XtTable {
    /// The table as `iptables-save` prints it, from `*filter` to `COMMIT`; with counters as with its option `-c`.
    public func save(counters: Bool = false, sets: [UInt16: String] = [:]) -> [String] {
        var lines = ["*\(name)"]
        for chain in chains {
            lines.append(":\(chain.name) \(chain.policy?.rawValue ?? "-") [\(chain.packets):\(chain.bytes)]")
        }
        for chain in chains {
            for rule in chain.rules {
                let text = rule.save(chain: chain.name, sets: sets)
                lines.append(counters ? "[\(rule.packets):\(rule.bytes)] \(text)" : text)
            }
        }
        return lines + ["COMMIT"]
    }
}

extension XtRule {
    /// `-A INPUT -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT`. Names of sets by their index, which is all that a rule has.
    public func save(chain: String, sets: [UInt16: String] = [:]) -> String {
        (["-A", chain] + words(sets: sets)).joined(separator: " ")
    }

    /// The rule without its chain.
    public func words(sets: [UInt16: String] = [:]) -> [String] {
        var out = XtWords(sets: sets)
        out.option("-s", src) { $0.text }
        out.option("-d", dst) { $0.text }
        out.option("-i", inInterface) { $0.text }
        out.option("-o", outInterface) { $0.text }
        out.option("-p", proto, Self.protocolName)
        out.truth("-f", fragment)
        for match in matches {
            out.add("-m", match.name)
            match.write(to: &out)
        }
        target.write(to: &out)
        return out.words
    }

    /// As /etc/protocols usually has it.
    public static func protocolName(_ number: UInt16) -> String {
        protocolNames[number] ?? "\(number)"
    }

    private static let protocolNames: [UInt16: String] = [
        1: "icmp", 2: "igmp", 4: "ipencap", 6: "tcp", 17: "udp", 33: "dccp", 41: "ipv6", 43: "ipv6-route",
        44: "ipv6-frag",
        47: "gre", 50: "esp", 51: "ah", 58: "ipv6-icmp", 59: "ipv6-nonxt", 60: "ipv6-opts", 89: "ospf", 94: "ipip",
        103: "pim", 108: "ipcomp", 112: "vrrp", 115: "l2tp", 132: "sctp", 135: "mobility-header", 136: "udplite",
    ]
}
