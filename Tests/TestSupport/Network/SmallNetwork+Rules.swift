import Addresses
import NetworkModel

extension SmallNetwork {
    /// A chain of nf_tables with its rules, in a table that is made if it is not there. Handles count from 1.
    public mutating func chain(
        _ chain: String, _ base: NftChain.Base? = nil, table: String = "filter", _ rules: [[NftExpression]] = [],
        comment: String? = nil, in name: String
    ) {
        var tables = self[name].ruleset?.tables ?? Table(coverage: .complete)
        if !tables.rows.contains(where: { $0.name == table }) {
            tables.rows.append(NftTable(family: .ip, name: table, handle: UInt64(tables.rows.count + 1)))
        }
        guard let place = tables.rows.firstIndex(where: { $0.name == table }) else { return }
        let first = UInt64(tables.rows[place].chains.values.reduce(0) { $0 + $1.rules.rows.count } + 1)
        let rows = rules.enumerated().map { index, expressions in
            NftRule(handle: first + UInt64(index), expressions: expressions, comment: comment)
        }
        tables.rows[place].chains[chain] = NftChain(
            name: chain, base: base, flags: base == nil ? 0 : 1, use: UInt32(rows.count),
            rules: Table(rows, coverage: .complete))
        self[name].ruleset?.tables = tables
    }
}

extension SmallNetwork {
    /// A table of iptables-legacy, as a whole.
    public mutating func legacy(_ table: String, _ chains: [XtChain], in name: String) {
        var tables = self[name].xtables[.ip] ?? XtTables(names: .known([]))
        tables.names = .known(Set((tables.names.value ?? []) + [table]).sorted())
        tables.tables[table] = .known(XtTable(name: table, chains: chains))
        self[name].xtables[.ip] = tables
    }
}

extension XtChain {
    /// - Parameter hook: NF_INET_*, of a built-in chain.
    public init(_ name: String, hook: Int? = nil, policy: XtPolicy? = nil, _ rules: [XtRule]) {
        self.init(name: name, hook: hook, policy: policy)
        self.rules = rules
    }

    public static func forward(_ policy: XtPolicy = .accept, _ rules: [XtRule]) -> XtChain {
        XtChain("FORWARD", hook: 2, policy: policy, rules)
    }
}

extension SmallNetwork {
    /// What connection tracking remembers, all of it.
    public mutating func track(_ entries: [ConntrackEntry], in name: String) {
        self[name].conntrack = .known(
            Conntrack(count: .known(UInt32(entries.count)), max: .known(65536), statistics: .known([])))
        self[name].flows = Table(entries, coverage: .complete)
    }
}

extension XtRule {
    public init(_ matches: [XtMatch] = [], _ target: XtTarget) {
        self.init()
        self.matches = matches
        self.target = target
    }
}

extension NftChain.Base {
    /// A chain of type nat where its hook has it.
    public static func nat(_ hook: NftChain.Hook) -> NftChain.Base {
        NftChain.Base(type: "nat", hook: hook, priority: hook == .postrouting ? 100 : -100)
    }

    public static func filter(_ hook: NftChain.Hook, accepts: Bool = true) -> NftChain.Base {
        NftChain.Base(hook: hook, accepts: accepts)
    }
}

/// Parts of rules, to be joined with `+`.
extension [NftExpression] {
    public static let accept: Self = [.verdict(.accept)]
    /// With an ICMP message: port unreachable.
    public static let reject: Self = [.reject(type: .icmp, code: 3)]
    public static let drop: Self = [.verdict(.drop)]
    public static let masquerade: Self = [.masq(protoMin: nil, protoMax: nil, flags: 0)]

    public static func jump(_ chain: String) -> Self { [.verdict(.jump(chain: chain))] }

    /// `ip saddr PREFIX`
    public static func from(_ prefix: String) -> Self { address(prefix, offset: 12) }
    /// `ip daddr PREFIX`
    public static func to(_ prefix: String) -> Self { address(prefix, offset: 16) }

    /// `iifname IFNAME`
    public static func entering(_ ifname: String) -> Self { name(ifname, .iifname) }
    /// `oifname IFNAME`
    public static func leaving(_ ifname: String) -> Self { name(ifname, .oifname) }

    /// `tcp dport PORT`, or that of udp
    public static func dport(_ port: UInt16, proto: UInt8 = 6) -> Self {
        [
            .meta(key: .l4proto, dreg: 0), .cmp(sreg: 0, op: .eq, data: NftData([proto])),
            .payload(dreg: 0, base: .th, offset: 2, len: 2), .cmp(sreg: 0, op: .eq, data: NftData(bytes(port))),
        ]
    }

    /// `dnat to ADDRESS:PORT`
    public static func dnat(_ address: String, _ port: UInt16) -> Self {
        [
            .immediate(dreg: 0, data: NftData(bytes(address))), .immediate(dreg: 4, data: NftData(bytes(port))),
            // As the kernel gives it back: both ends of each range, and flags that say what is there.
            .nat(type: .dnat, family: .ip, addrMin: 0, addrMax: 0, protoMin: 4, protoMax: 4, flags: 3),
        ]
    }

    private static func address(_ prefix: String, offset: Int) -> Self {
        guard let prefix = IPPrefix(prefix) else { return [] }
        let mask = prefix.length == 0 ? 0 : UInt32.max << UInt32(32 - prefix.length)
        let network = UInt32(truncatingIfNeeded: prefix.network.address.bits)
        let masked: Self = [
            .bitwise(
                sreg: 0, dreg: 0, len: 4, op: .maskXor, mask: NftData(bytes(mask)), xor: NftData(bytes(UInt32(0))),
                data: nil, sreg2: nil)
        ]
        // Of a whole address nft masks nothing.
        return [.payload(dreg: 0, base: .nh, offset: offset, len: 4)] + (prefix.length == 32 ? [] : masked)
            + [.cmp(sreg: 0, op: .eq, data: NftData(bytes(network)))]
    }

    private static func name(_ ifname: String, _ key: NftMetaKey) -> Self {
        let text = [UInt8](ifname.utf8)
        // The kernel compares all 16 bytes of an interface's name.
        return [
            .meta(key: key, dreg: 0),
            .cmp(sreg: 0, op: .eq, data: NftData(text + [UInt8](repeating: 0, count: 16 - text.count))),
        ]
    }

    private static func bytes(_ address: String) -> [UInt8] {
        bytes(UInt32(truncatingIfNeeded: IPAddress(address)?.bits ?? 0))
    }

    /// In network byte order.
    private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (number.bitWidth - 8 - 8 * $0)) }
    }
}
