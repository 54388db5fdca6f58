import Addresses
import KernelWire
import NetworkModel

extension RuleMeaning {
    /// Elements of a map or set that are told apart; of larger ones nobody says what they mean.
    static let mostElements = 256

    /// A rule of nf_tables, be it nft's own or one of iptables-nft: one meaning for each element of its maps, none where
    /// it never matches.
    ///
    /// - Parameters:
    ///   - openingMaps: whether maps of verdicts with a name are taken apart as well, by what is in them just now.
    ///   - elements: of a set of the table; nil where they are not known.
    public static func all(
        _ rule: NftRule, of table: NftTable, openingMaps: Bool = false,
        elements: @escaping (String) -> [NftElement]?
    ) -> [RuleMeaning] {
        var readers = [NftRuleReader(table, opensMaps: openingMaps)]
        for expression in rule.expressions.joiningRanges {
            readers = readers.flatMap { $0.hasEnded ? [$0] : $0.reading(expression, elements) }
            guard readers.count <= mostElements else {
                var meaning = RuleMeaning()
                meaning.conditions.unknown = rule.expressions.map { .expression($0) }
                meaning.actions = [.unknown]
                return [meaning]
            }
        }
        return readers.map(\.meaning)
    }
}

/// Reads the expressions of one rule one after the other: what is loaded is remembered byte by byte, what is compared
/// becomes a condition.
struct NftRuleReader {
    let table: NftTable
    var meaning = RuleMeaning()
    var registers = RuleRegisters()
    /// What follows is never reached.
    var hasEnded = false
    /// The protocol whose header the network header is.
    private(set) var network: Network?

    enum Network {
        case ip(IPAddress.Family)
        case other
    }

    /// Maps of verdicts that have a name are read like those that are part of the rule.
    let opensMaps: Bool

    init(_ table: NftTable, opensMaps: Bool = false) {
        self.table = table
        self.opensMaps = opensMaps
        switch table.family {
        case .ip: know(.inet)
        case .ip6: know(.inet6)
        case .arp: network = .other
        case .inet, .bridge, .netdev: break
        }
    }

    /// From here on packets are of this family; nil for one that is neither.
    mutating func know(_ family: IPAddress.Family?) {
        network = family.map { .ip($0) } ?? .other
        meaning.conditions.family = family
    }

    /// The ways that it may go on; none where the rule ends without a match.
    func reading(_ expression: NftExpression, _ elements: (String) -> [NftElement]?) -> [NftRuleReader] {
        if case .lookup(let set, let sreg, let dreg, let inverted) = expression {
            return looking(in: set, sreg, dreg, inverted, expression, elements)
        }
        if case .verdict(.break) = expression { return [] }
        var next = self
        next.read(expression)
        return [next]
    }

    private mutating func read(_ expression: NftExpression) {
        switch expression {
        case .immediate(let dreg, let data): registers.store(data.bytes, at: dreg)
        case .payload(let dreg, _, _, _), .meta(_, let dreg), .ct(_, let dreg, _), .rt(_, let dreg),
            .socket(_, let dreg, _), .fib(let dreg, _, _), .numgen(let dreg, _, _, _), .hash(let dreg, _, _, _, _, _),
            .osf(let dreg, _, _), .tunnel(let dreg, _, _), .xfrm(let dreg, _, _, _), .exthdr(let dreg?, _, _, _, _, _):
            registers.load(expression, expression.loadedBytes, at: dreg)
        case .exthdr(nil, _, _, _, _, _): add(.other)
        case .bitwise(let sreg, let dreg, let len, let op, let mask, let xor, let data, let sreg2):
            let operand = RuleRegisters.Operand(
                op: op, mask: mask?.bytes, flip: xor?.bytes, data: sreg2 == nil ? data?.bytes : nil)
            registers.compute(operand, from: sreg, to: dreg, len)
        case .byteorder(let sreg, let dreg, _, let len, let size): registers.turn(sreg, dreg, len, size)
        case .cmp(let sreg, let op, let data):
            compare(registers.bytes(sreg, data.bytes.count), NftComparison(op, data.bytes), expression)
        case .range(let sreg, let inverted, let from, let to):
            let comparison = NftComparison.range(from.bytes, to.bytes, inverted: inverted)
            compare(registers.bytes(sreg, from.bytes.count), comparison, expression)
        case .lookup, .verdict(.break): break
        case .verdict(let verdict): end(with: verdict)
        case .dynset(_, _, _, _, _, _, let expressions):
            if expressions.contains(where: \.isRate) { ask(.rate, expression) } else { add(.other) }
        case .limit, .connlimit: ask(.rate, expression)
        // How much is used up is no part of the rule.
        case .quota(let bytes, _, let over, _):
            ask(.rate, .quota(bytes: bytes, consumed: 0, over: over, depleted: false))
        case .objref(let type, _): if !Self.silentObjects.contains(type) { ask(.rate, expression) }
        case .objrefMap: ask(.rate, expression)
        case .counter, .last: break
        case .nat(let type, let family, let addrMin, let addrMax, let protoMin, let protoMax, let flags):
            translate(type, family, (addrMin, addrMax), (protoMin, protoMax), flags)
        case .masq(let min, let max, _): translate(.source, .masquerade, (min, max))
        case .redir(let min, let max, _): translate(.destination, .redirect, (min, max))
        case .reject: end(.reject)
        case .queue: end(.queue)
        case .synproxy, .fwd: end(.other)
        case .exthdrSet(let sreg, .tcpopt, let type, _, _):
            // nft_exthdr_tcp_set_eval: other packets do not pass.
            let isTCP = meaning.conditions.protocols.contains { $0.wanted == [Self.tcp] }
            if !isTCP { meaning.conditions.protocols.append(RuleTest(Self.tcp)) }
            add(type == Self.maximumSegmentOption ? .clampSegments(registers.port(sreg)) : .other)
        case .notrack: add(.exemptFromTracking)
        case .ctSet(.zone, _, _): add(.setZone)
        case .payloadSet(_, .nh, let offset, let len, _, _, _) where isTimeToLive(offset, len): add(.setTimeToLive)
        // nft_tproxy_eval: without a socket that listens there the rule does not match.
        case .tproxy:
            ask(.socket, expression)
            add(.other)
        case .payloadSet, .metaSet, .ctSet, .exthdrSet, .dup, .log, .flowOffload: add(.other)
        case .match(let name, let revision, let info): match(name, revision, info, expression)
        case .target(let name, let revision, let info): target(name, revision, info)
        case .unknown:
            meaning.conditions.unknown.append(.expression(expression))
            add(.unknown)
        }
    }

    /// Whether these bytes of the network header hold it: nft writes two, since checksums are made over two.
    private func isTimeToLive(_ offset: Int, _ len: Int) -> Bool {
        guard case .ip(let family)? = network else { return false }
        return (offset..<offset + len).contains(family == .inet ? 8 : 7)
    }

    /// IPPROTO_TCP
    private static let tcp: UInt8 = 6
    /// TCPOPT_MSS
    private static let maximumSegmentOption: UInt8 = 2
    /// NFT_OBJECT_COUNTER, NFT_OBJECT_CT_HELPER, NFT_OBJECT_TUNNEL, NFT_OBJECT_CT_TIMEOUT, NFT_OBJECT_SECMARK and
    /// NFT_OBJECT_CT_EXPECT keep no packet from going on.
    private static let silentObjects: Set<UInt32> = [1, 3, 6, 7, 8, 9]

    mutating func add(_ action: RuleAction) { meaning.actions.append(action) }

    private mutating func end(_ action: RuleAction) {
        add(action)
        hasEnded = true
    }

    mutating func end(with verdict: NftVerdict) {
        switch verdict {
        case .accept: end(.accept)
        case .drop: end(.drop)
        case .continue, .break: break
        case .return: end(.return)
        case .jump(let chain): end(.jump(chain))
        case .goto(let chain): end(.goto(chain))
        case .queue: end(.queue)
        case .other: end(.unknown)
        }
    }

    private mutating func ask(_ subject: OtherTest.Subject, _ expression: NftExpression) {
        meaning.conditions.others.append(OtherTest(subject, .expression(expression)))
    }

    // MARK: xtables

    private var family: IPAddress.Family { if case .ip(.inet6)? = network { .inet6 } else { .inet } }

    private mutating func match(_ name: String, _ revision: UInt32, _ info: NftData, _ expression: NftExpression) {
        guard let revision = UInt8(exactly: revision) else {
            meaning.conditions.unknown.append(.expression(expression))
            return
        }
        meaning.conditions.add(
            XtMatch(xtables: info.bytes.span.bytes, name: name, revision: revision, family: family))
    }

    private mutating func target(_ name: String, _ revision: UInt32, _ info: NftData) {
        guard let revision = UInt8(exactly: revision) else { return end(.unknown) }
        let target = XtTarget(xtables: info.bytes.span.bytes, name: name, revision: revision, family: family)
        if let action = RuleAction(target) { add(action) }
    }

    // MARK: NAT

    private mutating func translate(
        _ type: NftNatType, _ family: NftFamily, _ addresses: (Int?, Int?), _ ports: (Int?, Int?), _ flags: UInt32
    ) {
        let side: NATRequest.Side = type == .snat ? .source : .destination
        // nft_nat_inet_eval: packets of the other family go on.
        if meaning.conditions.family == nil, family == .ip || family == .ip6 { know(family == .ip ? .inet : .inet6) }
        guard let min = addresses.0 else { return translate(side, .addresses(nil), ports) }
        let width = (family == .ip6 || family == .inet && self.family == .inet6 ? 128 : 32) / 8
        guard let low = registers.constant(min, width).flatMap({ IPAddress(bytes: $0) }),
            let high = registers.constant(addresses.1 ?? min, width).flatMap({ IPAddress(bytes: $0) }), low <= high
        else { return translate(side, .addresses(nil), ports, isKnown: false) }
        translate(side, flags & Self.netmap != 0 ? .prefix(low...high) : .addresses(low...high), ports)
    }

    /// NF_NAT_RANGE_NETMAP
    private static let netmap: UInt32 = 0x40

    private mutating func translate(
        _ side: NATRequest.Side, _ target: NATRequest.Target, _ ports: (Int?, Int?), isKnown: Bool = true
    ) {
        var translation = RuleTranslation(side, to: target)
        translation.isKnown = isKnown
        if let min = ports.0 {
            if let low = registers.port(min), let high = registers.port(ports.1 ?? min), low <= high {
                translation.ports = low...high
            } else {
                translation.isKnown = false
            }
        }
        end(.translate(translation))
    }
}

extension [NftExpression] {
    /// `gte` and `lte` on one register as the range that nft makes them of.
    fileprivate var joiningRanges: [NftExpression] {
        var joined: [NftExpression] = []
        for expression in self {
            if case .cmp(let sreg, .lte, let to) = expression, case .cmp(sreg, .gte, let from)? = joined.last,
                from.bytes.count == to.bytes.count
            {
                joined[joined.count - 1] = .range(sreg: sreg, inverted: false, from: from, to: to)
            } else {
                joined.append(expression)
            }
        }
        return joined
    }
}

extension NftExpression {
    fileprivate var isRate: Bool {
        switch self {
        case .limit, .quota, .connlimit: true
        default: false
        }
    }
}
