import NetworkModel

/// From the kernel's instructions back to statements: what registers hold is kept in words, comparisons become matches,
/// and matches that a later one implies (`meta l4proto tcp` before `tcp dport`) are left out, as nft does.
struct NftRulePrinter {
    let text: NftText
    let depth: Int
    private(set) var registers: [Int: NftOperand] = [:]
    private(set) var statements: [Statement] = []

    struct Statement {
        var text: String
        var isImplied = false
    }

    /// What a match says about the headers that follow.
    enum Layer: Hashable {
        case link, vlan, network, transport
    }

    struct Dependency {
        var statement: Int
        var isNetworkPayload: Bool
        /// `meta nfproto`, which speaks of nothing but the family.
        var isFamily: Bool
    }

    var dependencies: [Layer: Dependency] = [:]
    var link: NftProtocol?
    var network: NftProtocol?
    var transport: NftProtocol?

    init(text: NftText, depth: Int) {
        self.text = text
        self.depth = depth
        switch text.table.family {
        case .ip: network = .ip
        case .ip6: network = .ip6
        case .arp: network = .arp
        case .bridge, .netdev: link = .ether
        case .inet: break
        }
    }

    var joined: String { statements.filter { !$0.isImplied }.map(\.text).joined(separator: " ") }

    /// The families whose packets may be of several network protocols.
    var isMixedFamily: Bool { [.inet, .bridge, .netdev].contains(text.table.family) }

    mutating func add(_ words: String) { statements.append(Statement(text: words)) }

    mutating func print(_ expressions: [NftExpression]) {
        var index = 0
        while index < expressions.count {
            let next = index + 1 < expressions.count ? expressions[index + 1] : nil
            if let operator_ = rangeEnd(expressions[index], next) {
                match(operator_.operand, from: operator_.from, to: operator_.to)
                index += 2
                continue
            }
            print(expressions[index])
            index += 1
        }
    }

    /// `gte` and `lte` on one register are a range.
    private func rangeEnd(
        _ first: NftExpression, _ second: NftExpression?
    ) -> (operand: NftOperand, from: [UInt8], to: [UInt8])? {
        guard case .cmp(let a, .gte, let from) = first, case .cmp(let b, .lte, let to)? = second, a == b,
            let operand = registers[a]
        else { return nil }
        return (operand, from.bytes, to.bytes)
    }

    private mutating func print(_ expression: NftExpression) {
        switch expression {
        case .immediate(let dreg, let data): store(dreg, .constant(data.bytes))
        case .verdict(let verdict): add(text.verdict(verdict, depth: depth))
        case .payload(let dreg, let base, let offset, let len):
            store(dreg, NftOperand("", .integer, .payload(base, bit: Self.bits(offset)), length: Self.bits(len)))
        case .meta(let key, let dreg): store(dreg, key.operand)
        case .ct(let key, let dreg, let direction):
            store(dreg, key.operand(direction: direction, family: text.table.family))
        case .rt(let key, let dreg): store(dreg, Self.rt(key))
        case .socket(let key, let dreg, let level): store(dreg, Self.socket(key, level))
        case .fib(let dreg, let result, let flags): store(dreg, Self.fib(result, flags))
        case .exthdr(let dreg?, let op, let type, let offset, let len, let present):
            impliesFamily(of: op)
            let raw = "@\(op.rawValue),\(type),\(Self.bits(offset)),\(Self.bits(len))"
            let operand = NftExthdrText.operand(op, type, offset: offset, len: len, present: present)
            store(dreg, operand ?? NftOperand(raw, .integer, length: Self.bits(len)))
        case .exthdr(nil, let op, let type, _, _, _):
            impliesFamily(of: op)
            add("reset tcp option \(NftExthdrText.option(type) ?? String(type))")
        case .numgen(let dreg, let type, let modulus, let offset):
            let tail = offset == 0 ? "" : " offset \(offset)"
            store(
                dreg,
                NftOperand("numgen \(type.rawValue) mod \(modulus)\(tail)", .integer, length: 32, isHostOrder: true))
        case .hash(let dreg, let sreg, let len, let modulus, let seed, let offset):
            store(dreg, hash(sreg, len, modulus, seed, offset))
        case .osf(let dreg, let ttl, let flags):
            let word = ttl == 1 ? "osf ttl loose" : ttl == 2 ? "osf ttl skip" : "osf"
            store(
                dreg,
                NftOperand(flags & 1 == 0 ? "\(word) name" : "\(word) version", .string, length: 128, isHostOrder: true)
            )
        case .tunnel(let dreg, let key, _):
            store(
                dreg,
                key == 0
                    ? NftOperand("tunnel path", .boolean, length: 8)
                    : NftOperand("tunnel id", .integer, length: 32, isHostOrder: true))
        case .xfrm(let dreg, let key, let direction, let spnum): store(dreg, Self.xfrm(key, direction, spnum))
        case .bitwise, .byteorder: compute(expression)
        case .cmp(let sreg, let op, let data):
            if let operand = registers[sreg] { match(operand, op, data.bytes) } else { add("[cmp]") }
        case .range(let sreg, let inverted, let from, let to):
            if let operand = registers[sreg] {
                match(operand, from: from.bytes, to: to.bytes, inverted: inverted)
            } else {
                add("[range]")
            }
        case .lookup(let set, let sreg, let dreg, let inverted): lookup(set, sreg, dreg, inverted)
        default: printStatement(expression)
        }
    }

    /// There are sixteen registers; a snapshot may say otherwise.
    mutating func store(_ word: Int, _ operand: NftOperand) {
        if (0..<16).contains(word) { registers[word] = operand }
    }

    /// Bytes as bits. No header is longer than this.
    static func bits(_ bytes: Int) -> Int { min(max(bytes, 0), 0xffff) * 8 }

    // MARK: Headers

    /// Which header a place is in; nil where nothing has said.
    func header(_ base: NftPayloadBase, bit: Int) -> NftProtocol? {
        switch base {
        case .ll: link == .vlan && bit >= NftProtocol.vlan.start ? .vlan : .ether
        case .nh: network
        case .th: transport ?? .th
        case .inner, .tunnel: nil
        }
    }

    /// A match that reads a header makes the one superfluous that only said that the header is there.
    mutating func use(_ header: NftProtocol) {
        switch header {
        case .ether: drop(.link)
        case .vlan:
            drop(.link)
            drop(.vlan)
        case .ip, .ip6, .arp: drop(.network)
        case .th: break
        default:
            if let dependency = dependencies[.transport], isMixedFamily, dependency.isNetworkPayload { break }
            drop(.transport)
            if header == .icmp || header == .icmpv6 { dropFamily() }
        }
    }

    mutating func drop(_ layer: Layer) {
        guard let dependency = dependencies.removeValue(forKey: layer) else { return }
        statements[dependency.statement].isImplied = true
    }

    mutating func dropFamily() {
        if dependencies[.network]?.isFamily == true { drop(.network) }
    }

    private mutating func impliesFamily(of op: NftExthdrOp) {
        switch op {
        case .ipv6, .ipv4: drop(.network)
        case .tcpopt, .sctp, .dccp: use(op == .tcpopt ? .tcp : op == .sctp ? .sctp : .dccp)
        }
    }

    /// Takes note of a match with one value that says which header comes next.
    mutating func learn(_ words: String, _ value: UInt64, isPayload: Bool) {
        let place = statements.count - 1
        switch words {
        case "meta nfproto":
            network = value == 2 ? .ip : value == 10 ? .ip6 : nil
            dependencies[.network] = Dependency(statement: place, isNetworkPayload: false, isFamily: true)
        case "meta protocol", "ether type", "vlan type":
            let next = NftProtocol(network: value)
            if next == .vlan {
                link = .vlan
                dependencies[.vlan] = Dependency(statement: place, isNetworkPayload: false, isFamily: false)
            } else {
                network = next
                dependencies[.network] = Dependency(
                    statement: place, isNetworkPayload: false, isFamily: words != "ether type")
            }
        case "meta iiftype":
            if value == 1 {
                link = .ether
                dependencies[.link] = Dependency(statement: place, isNetworkPayload: false, isFamily: false)
            }
        case "meta l4proto", "ip protocol", "ip6 nexthdr":
            transport = NftProtocol(transport: value)
            dependencies[.transport] = Dependency(statement: place, isNetworkPayload: isPayload, isFamily: false)
        default: break
        }
    }
}
