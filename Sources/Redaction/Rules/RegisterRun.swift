import Addresses
import NetworkModel

/// The expressions of a rule in their order: what a comparison compares with is told by what was loaded before.
struct RegisterRun {
    private struct Register {
        var content: RegisterContent
        var mask: [UInt8]?
    }

    private let redactor: Redactor
    private let family: NftFamily
    private var network: NetworkHeader?
    private var registers: [Int: Register] = [:]
    /// Where the constant in a register was loaded.
    private var constants: [Int: (place: Int, bytes: [UInt8])] = [:]

    init(_ family: NftFamily, _ redactor: Redactor) {
        (self.family, self.redactor) = (family, redactor)
        network = NetworkHeader(family)
    }

    mutating func run(_ expressions: inout [NftExpression]) {
        let originals = expressions
        for index in originals.indices {
            if index > 0, originals[index - 1].beginsRange(endedBy: originals[index]) { continue }
            if case .cmp(let register, .gte, let low) = originals[index], originals.indices.contains(index + 1),
                case .cmp(register, .lte, let high) = originals[index + 1]
            {
                let range = range(register, low, high)
                expressions[index] = .cmp(sreg: register, op: .gte, data: range.low)
                expressions[index + 1] = .cmp(sreg: register, op: .lte, data: range.high)
            } else if case .immediate(let register, let data) = originals[index] {
                constants[register] = (index, data.bytes)
                let bytes = data.bytes.count > 4 ? redactor.opaque(data.bytes) : data.bytes
                expressions[index] = .immediate(dreg: register, data: NftData(bytes))
            } else {
                for (place, bytes) in readConstants(originals[index]) {
                    if case .immediate(let register, _) = originals[place] {
                        expressions[place] = .immediate(dreg: register, data: NftData(bytes))
                    }
                }
                expressions[index] = step(originals[index])
            }
        }
    }

    /// Constants that an expression takes for addresses: where they were loaded, and what they become.
    private func readConstants(_ expression: NftExpression) -> [(Int, [UInt8])] {
        switch expression {
        case .nat(_, _, let low?, let high, _, _, let flags):
            guard let first = constants[low], let from = IPAddress(bytes: first.bytes) else { return [] }
            guard let second = high.flatMap({ constants[$0] }), let to = IPAddress(bytes: second.bytes),
                second.place != first.place, from.family == to.family
            else { return [(first.place, redactor.address(from).bytes)] }
            if flags & Self.netmap != 0 { redactor.keepHosts(of: from, to) }
            let range = redactor.range(from, to)
            return [(first.place, range.low.bytes), (second.place, range.high.bytes)]
        case .tproxy(_, let register?, _), .dup(let register?, _), .fwd(_, let register?, _):
            guard let constant = constants[register], let address = IPAddress(bytes: constant.bytes) else { return [] }
            return [(constant.place, redactor.address(address).bytes)]
        case .payloadSet(let register, let base, let offset, _, _, _, _):
            guard let constant = constants[register] else { return [] }
            let content = RegisterContent.header(base, offset: offset)
            return [(constant.place, content.redact(constant.bytes, mask: nil, network, redactor))]
        default: return []
        }
    }

    /// NF_NAT_RANGE_NETMAP: one network for another.
    private static let netmap: UInt32 = 1 << 6

    private mutating func step(_ expression: NftExpression) -> NftExpression {
        switch expression {
        case .payload(let register, let base, let offset, _):
            registers[register] = Register(content: .header(base, offset: offset))
            if base == .ll, offset == 12 { registers[register] = Register(content: .networkHeader) }
        case .meta(let key, let register):
            registers[register] = Self.content(of: key).map { Register(content: $0) }
        case .ct(let key, let register, _):
            let addresses: [NftCtKey] = [.saddr, .daddr, .ipSaddr, .ipDaddr, .ip6Saddr, .ip6Daddr]
            registers[register] =
                addresses.contains(key) ? Register(content: .address) : key == .helper ? Register(content: .name) : nil
        case .rt(let key, let register):
            registers[register] = key == .nexthop4 || key == .nexthop6 ? Register(content: .address) : nil
        case .fib(let register, .oifname, _): registers[register] = Register(content: .name)
        case .bitwise(let from, let to, _, .maskXor, let mask, _, _, _):
            registers[to] = registers[from]
            registers[to]?.mask = mask?.bytes
        case .cmp(let register, let op, let data):
            if op == .eq, case .networkHeader = registers[register]?.content {
                network = NetworkHeader(data.bytes) ?? network
            }
            return .cmp(sreg: register, op: op, data: NftData(value(register, data.bytes)))
        case .range(let register, let inverted, let low, let high):
            let range = range(register, low, high)
            return .range(sreg: register, inverted: inverted, from: range.low, to: range.high)
        default: return NamedParts.redact(expression, family, redactor)
        }
        return expression
    }

    private static func content(of key: NftMetaKey) -> RegisterContent? {
        switch key {
        case .iifname, .oifname, .ibrname, .obrname, .sdifname: .name
        case .protocol, .nfproto: .networkHeader
        default: nil
        }
    }

    private func value(_ register: Int, _ bytes: [UInt8]) -> [UInt8] {
        guard let known = registers[register] else { return bytes.count > 4 ? redactor.opaque(bytes) : bytes }
        return known.content.redact(bytes, mask: known.mask, network, redactor)
    }

    private func range(_ register: Int, _ low: NftData, _ high: NftData) -> (low: NftData, high: NftData) {
        guard let (low, high) = range(register, low.bytes, high.bytes) else {
            return (NftData(value(register, low.bytes)), NftData(value(register, high.bytes)))
        }
        return (NftData(low.bytes), NftData(high.bytes))
    }

    /// Where both are one whole address.
    private func range(_ register: Int, _ low: [UInt8], _ high: [UInt8]) -> (low: IPAddress, high: IPAddress)? {
        guard let known = registers[register], let from = IPAddress(bytes: low), let to = IPAddress(bytes: high) else {
            return nil
        }
        if case .header(let base, let offset) = known.content {
            let fields = HeaderField.all(base, network ?? (low.count == 16 ? .inet6 : .inet))
            guard fields.contains(where: { $0.offset == offset && $0.length == low.count && $0.kind != .hardware })
            else { return nil }
        } else if case .address = known.content {
        } else {
            return nil
        }
        return redactor.range(from, to)
    }
}

extension NftExpression {
    /// `>= low`, and then `<= high` of the same register.
    fileprivate func beginsRange(endedBy next: NftExpression) -> Bool {
        guard case .cmp(let register, .gte, _) = self, case .cmp(register, .lte, _) = next else { return false }
        return true
    }
}
