import NetworkModel

// What registers hold, in words.

extension NftRulePrinter {
    static func rt(_ key: NftRtKey) -> NftOperand {
        switch key {
        case .classid: NftOperand("rt classid", .realm, length: 32)
        case .nexthop4: NftOperand("rt ip nexthop", .ipv4, length: 32)
        case .nexthop6: NftOperand("rt ip6 nexthop", .ipv6, length: 128)
        case .mtu: NftOperand("rt mtu", .integer, length: 16, isHostOrder: true)
        case .ipsec: NftOperand("rt ipsec", .boolean, length: 8)
        }
    }

    static func socket(_ key: NftSocketKey, _ level: UInt32?) -> NftOperand {
        switch key {
        case .transparent: NftOperand("socket transparent", .integer, length: 8)
        case .mark: NftOperand("socket mark", .mark, length: 32)
        case .wildcard: NftOperand("socket wildcard", .integer, length: 8)
        case .cgroupv2: NftOperand("socket cgroupv2 level \(level ?? 0)", .cgroup, length: 64)
        }
    }

    static func fib(_ result: NftFibResult, _ flags: UInt32) -> NftOperand {
        let parts = [(1, "saddr"), (2, "daddr"), (4, "mark"), (8, "iif"), (16, "oif")] as [(UInt32, String)]
        let words = "fib \(parts.filter { flags & $0.0 != 0 }.map(\.1).joined(separator: " . ")) \(result.rawValue)"
        if flags & 32 != 0 { return NftOperand(words, .boolean, length: 8) }
        switch result {
        case .oif: return NftOperand(words, .ifindex, length: 32)
        case .oifname: return NftOperand(words, .ifname, length: 128)
        case .type: return NftOperand(words, .fibAddr, length: 32)
        }
    }

    static func xfrm(_ key: UInt32, _ direction: UInt8, _ spnum: UInt32) -> NftOperand {
        let names: [UInt32: (String, NftType, Int)] = [
            1: ("ip daddr", .ipv4, 32), 2: ("ip6 daddr", .ipv6, 128), 3: ("ip saddr", .ipv4, 32),
            4: ("ip6 saddr", .ipv6, 128), 5: ("reqid", .integer, 32), 6: ("spi", .integer, 32),
        ]
        let (name, type, length) = names[key] ?? ("key \(key)", .integer, 32)
        let policy = spnum == 0 ? "" : " spnum \(spnum)"
        return NftOperand(
            "ipsec \(direction == 0 ? "in" : "out")\(policy) \(name)", type, length: length,
            isHostOrder: key == 5 ? true : nil)
    }

    mutating func hash(_ sreg: Int?, _ len: Int, _ modulus: UInt32, _ seed: UInt32?, _ offset: UInt32) -> NftOperand {
        let tail = offset == 0 ? "" : " offset \(offset)"
        guard let sreg else {
            return NftOperand("symhash mod \(modulus)\(tail)", .integer, length: 32, isHostOrder: true)
        }
        let key = operands(sreg, bytes: len).map(\.text).joined(separator: " . ")
        let seed = seed.map { " seed 0x\(String($0, radix: 16))" } ?? ""
        return NftOperand("jhash \(key) mod \(modulus)\(seed)\(tail)", .integer, length: 32, isHostOrder: true)
    }

    /// What registers from `word` on hold: the parts of a concatenation.
    mutating func operands(_ word: Int, bytes: Int) -> [NftOperand] {
        var parts: [NftOperand] = []
        var place = word
        var rest = bytes
        while rest > 0, var operand = registers[place] {
            if case .payload(let base, let bit) = operand.source {
                if let mask = operand.mask, let field = field(base, bit, mask) {
                    if let header = field.header { use(header) }
                    operand = NftOperand(field.text, field.type, length: operand.length, isHostOrder: false)
                } else if case let fields = split(base, bit, length: operand.length), fields.count > 1 {
                    parts += fields
                    let words = (operand.length / 8 + 3) / 4
                    place += words
                    rest -= words * 4
                    continue
                } else {
                    operand = resolved(operand, base, bit)
                }
            }
            if operand.mask != nil || operand.xor != nil { operand.text = binary(operand) }
            parts.append(operand)
            let words = max((operand.length / 8 + 3) / 4, 1)
            place += words
            rest -= words * 4
        }
        return parts
    }

    private mutating func split(_ base: NftPayloadBase, _ bit: Int, length: Int) -> [NftOperand] {
        guard field(base, bit: bit, length: length) == nil, let header = header(base, bit: bit) else { return [] }
        var fields: [NftOperand] = []
        var offset = bit - header.start
        let end = offset + length
        while offset < end {
            guard let found = header.fields.first(where: { $0.offset == offset && $0.length % 32 == 0 }),
                offset + found.length <= end
            else { return [] }
            fields.append(
                NftOperand("\(header.rawValue) \(found.name)", found.type, length: found.length, isHostOrder: false))
            offset += found.length
        }
        if fields.count > 1 { use(header) }
        return fields
    }

    mutating func compute(_ expression: NftExpression) {
        switch expression {
        case .byteorder(let sreg, let dreg, _, _, _):
            guard var operand = registers[sreg] else { return }
            operand.isHostOrder.toggle()
            store(dreg, operand)
        case .bitwise(let sreg, let dreg, _, let op, let mask, let xor, let data, _):
            guard var operand = registers[sreg] else { return }
            switch op {
            case .maskXor:
                operand.mask = mask?.bytes
                operand.xor = xor.flatMap { $0.bytes.allSatisfy { $0 == 0 } ? nil : $0.bytes }
            case .lshift, .rshift:
                if case .payload(let base, let bit) = operand.source { operand = resolved(operand, base, bit) }
                let amount = data.flatMap(Self.number) ?? 0
                operand.text = "\(operand.text) \(op == .lshift ? "<<" : ">>") \(amount)"
                operand.source = .other
            case .and, .or, .xor:
                if case .payload(let base, let bit) = operand.source { operand = resolved(operand, base, bit) }
                let value =
                    data.map { text.value(operand.type, isHostOrder: operand.isHostOrder).text($0.bytes) } ?? "…"
                operand.text = "\(operand.text) \(op == .and ? "&" : op == .or ? "|" : "^") \(value)"
                operand.source = .other
            }
            store(dreg, operand)
        default: break
        }
    }

    /// Of the first four bytes, in the host's order.
    private static func number(_ data: NftData) -> UInt32? {
        guard data.bytes.count >= 4 else { return nil }
        let big = data.bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return NftData.hostIsLittle ? big.byteSwapped : big
    }

    /// `(x & mask) ^ xor` with what only sets bits written as `|`.
    func binary(_ operand: NftOperand) -> String {
        let value = text.value(operand.type, isHostOrder: operand.isHostOrder)
        let mask = operand.mask ?? [UInt8](repeating: 0xff, count: operand.length / 8)
        let xor = operand.xor ?? [UInt8](repeating: 0, count: mask.count)
        guard mask.count == xor.count else { return operand.text }
        let set = zip(mask, xor).map { $1 & ~$0 }
        let flip = zip(mask, xor).map { $1 & $0 }
        let keep = zip(mask, set).map { $0 | $1 }
        var words = operand.text
        if keep.contains(where: { $0 != 0xff }) { words += " & \(value.text(keep))" }
        if flip.contains(where: { $0 != 0 }) { words += " ^ \(value.text(flip))" }
        if set.contains(where: { $0 != 0 }) { words += " | \(value.text(set))" }
        return words
    }

    /// A register as the right side of `set` or `to`: a constant of the given type, or words.
    mutating func right(_ word: Int, _ type: NftType, isHostOrder: Bool, bytes: Int? = nil) -> String {
        guard var operand = registers[word] else { return "…" }
        if case .constant(let data) = operand.source {
            let data = bytes.map { Array(data.prefix($0)) } ?? data
            return text.value(type, isHostOrder: isHostOrder).text(data)
        }
        if case .payload(let base, let bit) = operand.source { operand = resolved(operand, base, bit) }
        return operand.mask == nil ? operand.text : binary(operand)
    }
}
