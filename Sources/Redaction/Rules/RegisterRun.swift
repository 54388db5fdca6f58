import Addresses
import NetworkModel

/// The expressions of a rule in their order: what a comparison compares with is told by what was loaded before.
struct RegisterRun {
    private struct Register {
        var content: RegisterContent
        var mask: [UInt8]?
    }

    private let redactor: Redactor
    private let table: TableScope
    private var network: NetworkHeader?
    private var registers: [Int: Register] = [:]
    /// Where the constant in a register was loaded.
    private var constants: [Int: (place: Int, bytes: [UInt8])] = [:]

    init(_ table: TableScope, _ redactor: Redactor) {
        (self.table, self.redactor) = (table, redactor)
        network = NetworkHeader(table.family)
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
                registers[register] = nil
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
        case .dynset(let set, _, let key, let data, _, _, _):
            return constants(from: key, table.keys[set]) + constants(from: data, table.data[set])
        default: return []
        }
    }

    /// Parts of what a rule adds to a set: each begins in a register of its own.
    private func constants(from register: Int?, _ parts: SetParts?) -> [(Int, [UInt8])] {
        guard var register, let parts else { return [] }
        var found: [(Int, [UInt8])] = []
        for part in parts.parts {
            if let constant = constants[register], constant.bytes.count == part.length {
                found.append((constant.place, SetParts.value(part.kind, constant.bytes, redactor)))
            }
            register += (part.length + 3) / 4
        }
        return found
    }

    /// NF_NAT_RANGE_NETMAP: one network for another.
    private static let netmap: UInt32 = 1 << 6

    private mutating func step(_ expression: NftExpression) -> NftExpression {
        if let load = RegisterContent.load(expression) {
            registers[load.register] = load.content.map { Register(content: $0) }
            constants[load.register] = nil
        }
        switch expression {
        case .bitwise(let from, let to, let length, let op, let mask, let xor, let data, let from2):
            // Bits that the mask leaves free are filled with others.
            let xor = xor.map { NftData(self.xor(from, $0.bytes, mask?.bytes)) }
            let data = data.map { NftData($0.bytes.count > 4 ? redactor.opaque($0.bytes) : $0.bytes) }
            registers[to] = op == .maskXor ? registers[from] : nil
            registers[to]?.mask = mask?.bytes
            return .bitwise(
                sreg: from, dreg: to, len: length, op: op, mask: mask, xor: xor, data: data, sreg2: from2)
        case .cmp(let register, let op, let data):
            if op == .eq, case .networkHeader = registers[register]?.content {
                network = NetworkHeader(data.bytes) ?? network
            }
            return .cmp(sreg: register, op: op, data: NftData(value(register, data.bytes)))
        case .range(let register, let inverted, let low, let high):
            let range = range(register, low, high)
            return .range(sreg: register, inverted: inverted, from: range.low, to: range.high)
        default: return NamedParts.redact(expression, table, redactor)
        }
    }

    private func value(_ register: Int, _ bytes: [UInt8]) -> [UInt8] {
        value(register, bytes, mask: registers[register]?.mask)
    }

    private func value(_ register: Int, _ bytes: [UInt8], mask: [UInt8]?) -> [UInt8] {
        guard let content = registers[register]?.content else {
            return bytes.count > 4 ? redactor.opaque(bytes) : bytes
        }
        return content.redact(bytes, mask: mask, network, redactor)
    }

    private func xor(_ register: Int, _ bytes: [UInt8], _ mask: [UInt8]?) -> [UInt8] {
        bytes.allSatisfy { $0 == 0 } ? bytes : value(register, bytes, mask: mask?.map { ~$0 })
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
