import Addresses
import NetworkModel

extension XtRule {
    /// An iptables rule that iptables-nft wrote as expressions. It loads a field, may mask it, and compares; anything
    /// else it leaves to the matches and targets of xtables. Nil for rules that have something iptables cannot say.
    public init?(_ rule: NftRule, _ family: IPAddress.Family) {
        var reader = XtRecogniser(family: family)
        for expression in rule.expressions {
            guard reader.read(expression) else { return nil }
        }
        self = reader.rule
    }
}

private struct XtRecogniser {
    let family: IPAddress.Family
    var rule = XtRule()

    /// What a register was loaded with.
    private enum Source {
        case payload(NftPayloadBase, offset: Int, length: Int)
        case meta(NftMetaKey)
        case constant
    }

    private struct Loaded {
        var source: Source
        var mask: [UInt8]?
    }

    private var registers: [Int: Loaded] = [:]
    private var hasTarget = false
    /// Where the match for the transport header stands, which several comparisons may share.
    private var transport: Int?

    init(family: IPAddress.Family) {
        self.family = family
    }

    /// False for what iptables-nft does not write.
    mutating func read(_ expression: NftExpression) -> Bool {
        switch expression {
        case .payload(let dreg, let base, let offset, let length):
            registers[dreg] = Loaded(source: .payload(base, offset: offset, length: length))
        case .meta(let key, let dreg): registers[dreg] = Loaded(source: .meta(key))
        case .immediate(let dreg, _): registers[dreg] = Loaded(source: .constant)
        case .bitwise(let sreg, let dreg, _, _, let mask?, let xor, nil, nil):
            guard var loaded = registers[sreg], xor?.bytes.allSatisfy({ $0 == 0 }) ?? true else { return false }
            loaded.mask = mask.bytes
            registers[dreg] = loaded
        case .cmp(let sreg, let op, let data):
            guard let loaded = registers[sreg] else { return false }
            return compare(loaded, op, data.bytes)
        case .range(let sreg, let inverted, let from, let to):
            guard case .payload(.th, let offset, 2)? = registers[sreg]?.source, let low = Self.big(from.bytes),
                let high = Self.big(to.bytes)
            else { return false }
            return setPort(offset, Invertible(XtRange(low, high), inverted: inverted))
        case .limit(let rate, let unit, let burst, false, false):
            guard rate > 0,
                let average = UInt32(exactly: unit.multipliedReportingOverflow(by: 10_000).partialValue / rate)
            else { return false }
            rule.matches.append(.limit(XtLimit(average: average, burst: burst)))
        case .counter(let packets, let bytes): (rule.packets, rule.bytes) = (packets, bytes)
        case .match(let name, let revision, let info):
            guard let revision = UInt8(exactly: revision) else { return false }
            rule.matches.append(XtMatch(xtables: info.bytes.span.bytes, name: name, revision: revision, family: family))
        case .target(let name, let revision, let info):
            guard let revision = UInt8(exactly: revision) else { return false }
            return set(XtTarget(xtables: info.bytes.span.bytes, name: name, revision: revision, family: family))
        case .log(let group?, let prefix, let length, let threshold, nil, nil):
            return set(
                .nflog(
                    XtNflog(
                        group: group, length: length ?? 0, threshold: threshold ?? 0, copiesLength: length != nil,
                        prefix: prefix ?? "")))
        case .metaSet(.nftrace, _): return set(.trace)
        case .verdict(let verdict): return end(with: verdict)
        default: return false
        }
        return true
    }

    private mutating func set(_ target: XtTarget) -> Bool {
        guard !hasTarget else { return false }
        hasTarget = true
        rule.target = target
        return true
    }

    private mutating func end(with verdict: NftVerdict) -> Bool {
        switch verdict {
        case .accept: set(.accept)
        case .drop: set(.drop)
        case .return: set(.return)
        case .jump(let chain): set(.jump(chain))
        case .goto(let chain): set(.goto(chain))
        default: false
        }
    }

    // MARK: Comparisons

    private mutating func compare(_ loaded: Loaded, _ op: NftCmpOp, _ data: [UInt8]) -> Bool {
        if case .payload(.th, let offset, 2) = loaded.source, loaded.mask == nil {
            return comparePort(offset, op, data)
        }
        let inverted: Bool
        switch op {
        case .eq: inverted = false
        case .neq: inverted = true
        default: return false
        }
        switch loaded.source {
        // Two single ports are compared at once. Two that are inverted, too, although that asks for less: both as they
        // are, instead of either (iptables 1.8.9). What iptables meant is what it prints.
        case .payload(.th, 0, 4) where loaded.mask == nil && data.count == 4:
            return comparePort(0, op, Array(data[..<2])) && comparePort(2, op, Array(data[2...]))
        case .meta(.iifname): return setInterface(\.inInterface, data, inverted)
        case .meta(.oifname): return setInterface(\.outInterface, data, inverted)
        case .meta(.l4proto): return setProtocol(data, inverted)
        case .meta(.mark):
            guard let value = Self.host(data) else { return false }
            let mask = loaded.mask.flatMap(Self.host) ?? .max
            rule.matches.append(.mark(Invertible(XtMasked(value, mask: mask), inverted: inverted)))
            return true
        case .payload(.nh, let offset, let length): return compareHeader(offset, length, loaded.mask, data, inverted)
        case .payload(.th, 13, 1):
            guard rule.proto?.value == 6, let value = data.first else { return false }
            return changeTCP {
                $0.flags = Invertible(
                    XtMasked(UInt32(value), mask: UInt32(loaded.mask?.first ?? 0xff)), inverted: inverted)
            }
        case .payload, .meta, .constant: return false
        }
    }

    private mutating func compareHeader(
        _ offset: Int, _ length: Int, _ mask: [UInt8]?, _ data: [UInt8], _ inverted: Bool
    ) -> Bool {
        let places = family == .inet ? (src: 12, dst: 16, proto: 9) : (src: 8, dst: 24, proto: 6)
        if offset == places.src || offset == places.dst {
            guard let address = Self.address(data, mask, length, family) else { return false }
            if offset == places.src {
                rule.src = Invertible(address, inverted: inverted)
            } else {
                rule.dst = Invertible(address, inverted: inverted)
            }
            return true
        }
        if offset == places.proto, length == 1 { return setProtocol(data, inverted) }
        // IP_OFFSET of frag_off: not zero is a later fragment.
        if family == .inet, offset == 6, length == 2, mask == [0x1f, 0xff], data == [0, 0] {
            rule.fragment = Invertible(true, inverted: !inverted)
            return true
        }
        return false
    }

    /// Short prefixes of whole bytes are loaded without a mask.
    private static func address(_ data: [UInt8], _ mask: [UInt8]?, _ length: Int, _ family: IPAddress.Family)
        -> XtAddress?
    {
        let width = family.width / 8
        guard length <= width, data.count == length, mask == nil || mask?.count == length else { return nil }
        let rest = [UInt8](repeating: 0, count: width - length)
        guard let address = IPAddress(bytes: data + rest),
            let mask = IPAddress(bytes: (mask ?? [UInt8](repeating: 0xff, count: length)) + rest)
        else { return nil }
        return XtAddress(address, mask: mask)
    }

    private mutating func setProtocol(_ data: [UInt8], _ inverted: Bool) -> Bool {
        guard let number = data.first, rule.proto == nil else { return false }
        rule.proto = Invertible(UInt16(number), inverted: inverted)
        return true
    }

    /// A whole name is compared with the NUL behind it.
    private mutating func setInterface(
        _ place: WritableKeyPath<XtRule, Invertible<XtInterface>?>, _ data: [UInt8], _ inverted: Bool
    ) -> Bool {
        let bytes = Array(data.prefix { $0 != 0 })
        let text = String(validating: bytes, as: UTF8.self)
        let interface = XtInterface(
            name: text ?? escapedText(bytes), bytes: text == nil ? bytes : nil, isPrefix: bytes.count == data.count)
        rule[keyPath: place] = Invertible(interface, inverted: inverted)
        return true
    }

    // MARK: Ports

    private mutating func comparePort(_ offset: Int, _ op: NftCmpOp, _ data: [UInt8]) -> Bool {
        guard let port = Self.big(data) else { return false }
        switch op {
        case .eq: return setPort(offset, Invertible(XtRange(port, port)))
        case .neq: return setPort(offset, Invertible(XtRange(port, port), inverted: true))
        case .gte: return setPort(offset, Invertible(XtRange(port, 65535)))
        case .lt: return setPort(offset, Invertible(XtRange(port, 65535), inverted: true))
        case .lte: return setPort(offset, Invertible(XtRange(0, port)))
        case .gt: return setPort(offset, Invertible(XtRange(0, port), inverted: true))
        }
    }

    private mutating func setPort(_ offset: Int, _ range: Invertible<XtRange>) -> Bool {
        guard offset == 0 || offset == 2 else { return false }
        switch rule.proto?.value {
        case 6: return changeTCP { if offset == 0 { $0.sport = range } else { $0.dport = range } }
        case 17: return changeUDP { if offset == 0 { $0.sport = range } else { $0.dport = range } }
        default: return false
        }
    }

    private mutating func changeTCP(_ change: (inout XtTCP) -> Void) -> Bool {
        if transport == nil {
            transport = rule.matches.count
            rule.matches.append(.tcp(XtTCP()))
        }
        guard let place = transport, case .tcp(var match) = rule.matches[place] else { return false }
        change(&match)
        rule.matches[place] = .tcp(match)
        return true
    }

    private mutating func changeUDP(_ change: (inout XtUDP) -> Void) -> Bool {
        if transport == nil {
            transport = rule.matches.count
            rule.matches.append(.udp(XtUDP()))
        }
        guard let place = transport, case .udp(var match) = rule.matches[place] else { return false }
        change(&match)
        rule.matches[place] = .udp(match)
        return true
    }

    // MARK: Numbers

    private static func big(_ bytes: [UInt8]) -> UInt32? {
        bytes.count <= 4 ? bytes.reduce(0) { $0 << 8 | UInt32($1) } : nil
    }

    private static func host(_ bytes: [UInt8]) -> UInt32? {
        bytes.count == 4 ? try? bytes.span.bytes.native(UInt32.self, at: 0) : nil
    }
}
