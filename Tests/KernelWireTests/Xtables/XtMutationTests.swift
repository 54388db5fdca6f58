import Addresses
import KernelWire
import NetworkModel
import RulesetText
import Testing

/// Tables of iptables, conntrack entries and sets from strangers: each decodes or throws, and what decodes prints.
@Suite(.timeLimit(.minutes(5))) struct XtMutationTests {
    private static let tables = XtFixture.tables.compactMap { name, family in
        (try? XtFixture.bytes("\(name).bin")).map { (bytes: $0, family: family) }
    }

    /// True if it was one.
    @discardableResult
    private static func read(_ bytes: [UInt8], _ family: IPAddress.Family) -> Bool {
        guard let table = try? XtFixture.table(bytes, family) else { return false }
        return table.save(counters: true).count > 1
    }

    @Test func theyAreTables() throws {
        #expect(Self.tables.count == 8)
        for (name, family) in XtFixture.tables {
            let table = try XtFixture.table(try XtFixture.bytes("\(name).bin"), family)
            #expect(table.chains.contains { $0.name == "USER" })
            let unknown = table.chains.flatMap(\.rules).flatMap(\.matches).filter {
                if case .unknown = $0 { true } else { false }
            }
            #expect(unknown.isEmpty, "\(name): \(unknown)")
        }
    }

    @Test func everyShortTable() {
        var tables = 0
        for (bytes, family) in Self.tables {
            for length in stride(from: 0, to: bytes.count, by: 3) where Self.read(Array(bytes[..<length]), family) {
                tables += 1
            }
        }
        #expect(tables == 0)
    }

    @Test func everyNumber() {
        var tried = 0
        for (bytes, family) in Self.tables {
            for offset in stride(from: 0, to: bytes.count - 4, by: 12) {
                for value: UInt16 in [0, 1, 0x7fff, 0xffff] {
                    var mutated = bytes
                    mutated[offset] = UInt8(truncatingIfNeeded: value)
                    mutated[offset + 1] = UInt8(truncatingIfNeeded: value >> 8)
                    if value == 0xffff { (mutated[offset + 2], mutated[offset + 3]) = (0xff, 0xff) }
                    Self.read(mutated, family)
                    tried += 1
                }
            }
        }
        print("mutations: \(tried) numbers of tables")
        #expect(tried > 15_000)
    }

    @Test(arguments: 0..<4)
    func randomBytes(_ seed: Int) {
        var random = SplitMix64(state: UInt64(seed))
        var tables = 0
        for _ in 0..<1_000 {
            var (bytes, family) = Self.tables[Int(random.next() % UInt64(Self.tables.count))]
            for _ in 0...(random.next() % 8) {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            if Self.read(bytes, family) { tables += 1 }
        }
        print("mutations: \(tables) of 1000 tables with random bytes were read")
    }

    /// Every match and target that there is, of every revision, with every length and filling.
    @Test func infosOfAnything() {
        let matches = [
            "tcp", "udp", "udplite", "sctp", "icmp", "icmp6", "multiport", "esp", "ah", "state", "conntrack",
            "connmark", "connbytes",
            "connlimit", "helper", "addrtype", "iprange", "mac", "pkttype", "physdev", "devgroup", "realm", "rpfilter",
            "mark",
            "comment", "statistic", "limit", "hashlimit", "recent", "quota", "set", "owner", "cgroup", "socket",
            "length", "ttl",
            "hl", "dscp", "tos", "ecn", "tcpmss", "cpu", "policy", "nobody's",
        ]
        let targets = [
            "DNAT", "SNAT", "MASQUERADE", "REDIRECT", "NETMAP", "REJECT", "TPROXY", "MARK", "CONNMARK", "CT", "NOTRACK",
            "CLASSIFY",
            "SET", "LOG", "NFLOG", "NFQUEUE", "TRACE", "AUDIT", "TCPMSS", "DSCP", "TOS", "TTL", "HL", "CHECKSUM",
            "NOBODY",
        ]
        var random = SplitMix64(state: 9)
        var words = 0
        for length in [0, 1, 2, 4, 8, 16, 31, 40, 64, 100, 152, 164, 168, 256, 330, 536, 4120] {
            for fill: UInt8? in [0, 1, 0xff, nil] {
                let bytes = (0..<length).map { _ in fill ?? UInt8(truncatingIfNeeded: random.next()) }
                for revision: UInt8 in 0...5 {
                    for family in [IPAddress.Family.inet, .inet6] {
                        var rule = XtRule()
                        rule.matches = matches.map {
                            XtMatch(xtables: bytes.span.bytes, name: $0, revision: revision, family: family)
                        }
                        words += rule.words().count
                        for name in targets {
                            rule.target = XtTarget(
                                xtables: bytes.span.bytes, name: name, revision: revision, family: family)
                            words += rule.words().count
                        }
                    }
                }
            }
        }
        #expect(words > 100_000)
    }

    @Test func flowsAndSets() throws {
        var random = SplitMix64(state: 3)
        var tried = 0
        for name in ["flows", "conntrack-statistics", "ipsets"] {
            let messages = try Message.all(in: try XtFixture.bytes("\(name).netlink")).filter { !$0.header.isControl }
            #expect(!messages.isEmpty)
            for message in messages {
                for length in 0...message.payload.count { Self.decode(Array(message.payload[..<length])) }
                for _ in 0..<500 {
                    var bytes = message.payload
                    for _ in 0...(random.next() % 6) where !bytes.isEmpty {
                        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
                    }
                    Self.decode(bytes)
                    tried += 1
                }
            }
        }
        print("mutations: \(tried) messages of conntrack and ipset")
    }

    @Test func theyAreFlowsAndSets() throws {
        let flows = try Message.all(in: try XtFixture.bytes("flows.netlink")).filter { !$0.header.isControl }
            .map { try ConntrackEntry(nfnetlink: $0.payload.span.bytes) }
        #expect(flows.count >= 8)
        #expect(flows.contains { $0.mark == 7 })
        let sets = try Message.all(in: try XtFixture.bytes("ipsets.netlink")).filter { !$0.header.isControl }
            .map { try Ipset(nfnetlink: $0.payload.span.bytes) }
        #expect(Set(sets.map(\.name)) == ["addresses", "ports", "triples", "nets", "list"])
        #expect(sets.first { $0.name == "nets" }?.members.rows.count == 2)
    }

    private static func decode(_ bytes: [UInt8]) {
        _ = try? ConntrackEntry(nfnetlink: bytes.span.bytes)
        _ = try? Expectation(nfnetlink: bytes.span.bytes)
        _ = try? ConntrackStatistics(nfnetlink: bytes.span.bytes)
        _ = try? ConntrackTotals(nfnetlink: bytes.span.bytes)
        _ = try? Ipset(nfnetlink: bytes.span.bytes)
    }
}
