import NetworkModel

// Matches: a register compared with constants.

extension NftRulePrinter {
    /// A header field that an operand stands for, and where in the operand's bytes it lies.
    struct Field {
        var text: String
        var type: NftType
        /// Zero bits behind the field in the operand.
        var shift: Int
        var length: Int
        var header: NftProtocol?
    }

    mutating func match(_ operand: NftOperand, _ op: NftCmpOp, _ data: [UInt8]) {
        if case .payload(let base, let bit) = operand.source {
            matchPayload(operand, base, bit, op, data)
            return
        }
        var words = operand.text
        if let mask = operand.mask {
            words = masked(operand, mask, op, data)
        } else {
            words += compared(op, data, operand)
        }
        add(words)
        if op == .eq, operand.source == .key, operand.mask == nil, let number = value(operand).number(data) {
            learn(operand.text, number, isPayload: false)
        }
    }

    private func value(_ operand: NftOperand) -> NftValueText {
        text.value(operand.type, isHostOrder: operand.isHostOrder)
    }

    private func compared(_ op: NftCmpOp, _ data: [UInt8], _ operand: NftOperand) -> String {
        let isEqualsPrinted = operand.type.isBitmask
        return Self.sign(op, printsEquals: isEqualsPrinted) + value(operand).text(data)
    }

    static func sign(_ op: NftCmpOp, printsEquals: Bool = false) -> String {
        switch op {
        case .eq: printsEquals ? " == " : " "
        case .neq: " != "
        case .lt: " < "
        case .lte: " <= "
        case .gt: " > "
        case .gte: " >= "
        }
    }

    /// `ct state a,b`, `tcp flags a / a,b`, `10.0.0.0/8`, or `meta mark & 0xff == 0x1`.
    private func masked(_ operand: NftOperand, _ mask: [UInt8], _ op: NftCmpOp, _ data: [UInt8]) -> String {
        let value = value(operand)
        let isZero = data.allSatisfy { $0 == 0 }
        if operand.type.isBitmask {
            if isZero, op == .neq { return "\(operand.text) \(value.text(mask))" }
            if isZero, op == .eq { return "\(operand.text) ! \(value.text(mask))" }
            return operand.text + Self.sign(op) + "\(value.text(data)) / \(value.text(mask))"
        }
        if operand.type.takesPrefix, let length = Self.prefixLength(mask) {
            return operand.text + Self.sign(op) + "\(value.text(data))/\(length)"
        }
        return "\(operand.text) & \(value.text(mask))" + Self.sign(op, printsEquals: true) + value.text(data)
    }

    static func prefixLength(_ mask: [UInt8]) -> Int? {
        var length = 0
        var ended = false
        for byte in mask {
            let ones = (~byte).leadingZeroBitCount
            if ended, byte != 0 { return nil }
            if ones < 8 {
                if byte << UInt8(ones) != 0 { return nil }
                ended = true
            }
            length += ones
        }
        return length
    }

    mutating func match(_ operand: NftOperand, from: [UInt8], to: [UInt8], inverted: Bool = false) {
        var operand = operand
        if case .payload(let base, let bit) = operand.source {
            operand = resolved(operand, base, bit)
        }
        add(operand.text + (inverted ? " != " : " ") + value(operand).text(from, to))
    }

    /// The operand with the name and type of the field that fits it as a whole.
    mutating func resolved(_ operand: NftOperand, _ base: NftPayloadBase, _ bit: Int) -> NftOperand {
        let field = field(base, bit: bit, length: operand.length) ?? raw(base, bit, operand.length)
        if let header = field.header { use(header) }
        var named = NftOperand(field.text, field.type, operand.source, length: operand.length, isHostOrder: false)
        named.mask = operand.mask
        named.xor = operand.xor
        return named
    }

    func field(_ base: NftPayloadBase, bit: Int, length: Int) -> Field? {
        guard let header = header(base, bit: bit),
            let field = header.fields.first(where: { $0.offset == bit - header.start && $0.length == length })
        else { return nil }
        return Field(
            text: "\(header.rawValue) \(field.name)", type: field.type, shift: 0, length: length, header: header)
    }

    func raw(_ base: NftPayloadBase, _ bit: Int, _ length: Int) -> Field {
        let word = base == .inner ? "ih" : base.rawValue
        return Field(text: "@\(word),\(bit),\(length)", type: .integer, shift: 0, length: length, header: nil)
    }

    // MARK: Header fields

    private mutating func matchPayload(
        _ operand: NftOperand, _ base: NftPayloadBase, _ bit: Int, _ op: NftCmpOp, _ data: [UInt8]
    ) {
        if let mask = operand.mask {
            matchMaskedPayload(operand, base, bit, mask, op, data)
            return
        }
        if let field = field(base, bit: bit, length: data.count * 8) {
            write(field, op, data)
            return
        }
        // The first bytes of an address: a prefix.
        if let header = header(base, bit: bit),
            let whole = header.fields.first(where: {
                $0.offset == bit - header.start && $0.length > data.count * 8 && $0.type.takesPrefix
            })
        {
            use(header)
            let bytes = data + [UInt8](repeating: 0, count: whole.length / 8 - data.count)
            let address = text.value(whole.type, isHostOrder: false).text(bytes)
            add("\(header.rawValue) \(whole.name)" + Self.sign(op) + "\(address)/\(data.count * 8)")
            return
        }
        // Several fields at once, one behind the other.
        if op == .eq, let fields = split(base, bit, data.count * 8) {
            var start = 0
            for field in fields {
                write(field, op, Array(data[start..<(start + field.length / 8)]))
                start += field.length / 8
            }
            return
        }
        write(raw(base, bit, data.count * 8), op, data)
    }

    private mutating func write(_ field: Field, _ op: NftCmpOp, _ data: [UInt8]) {
        if let header = field.header { use(header) }
        let operand = NftOperand(field.text, field.type, length: field.length, isHostOrder: false)
        let value = field.header == nil ? hex(data) : value(operand).text(data)
        add(field.text + Self.sign(op, printsEquals: field.type.isBitmask) + value)
        if op == .eq, let number = self.value(operand).number(data) { learn(field.text, number, isPayload: true) }
    }

    private func hex(_ data: [UInt8]) -> String {
        let digits = NftData(data).hex.drop { $0 == "0" }
        return "0x" + (digits.isEmpty ? "0" : String(digits))
    }

    private func split(_ base: NftPayloadBase, _ bit: Int, _ length: Int) -> [Field]? {
        guard let header = header(base, bit: bit) else { return nil }
        var fields: [Field] = []
        var offset = bit - header.start
        let end = offset + length
        while offset < end {
            guard let found = header.fields.first(where: { $0.offset == offset && $0.length % 8 == 0 }),
                offset + found.length <= end
            else { return nil }
            fields.append(
                Field(
                    text: "\(header.rawValue) \(found.name)", type: found.type, shift: 0, length: found.length,
                    header: header))
            offset += found.length
        }
        return fields
    }

    private mutating func matchMaskedPayload(
        _ operand: NftOperand, _ base: NftPayloadBase, _ bit: Int, _ mask: [UInt8], _ op: NftCmpOp, _ data: [UInt8]
    ) {
        // The mask picks a field that is no whole number of bytes.
        if let field = self.field(base, bit, mask) {
            write(field, op, Self.shifted(data, by: field.shift, length: field.length))
            return
        }
        let whole = resolved(operand, base, bit)
        add(masked(whole, mask, op, data))
    }

    /// The field whose bits a mask leaves.
    func field(_ base: NftPayloadBase, _ bit: Int, _ mask: [UInt8]) -> Field? {
        guard let first = mask.firstIndex(where: { $0 != 0 }), let last = mask.lastIndex(where: { $0 != 0 }) else {
            return nil
        }
        let start = first * 8 + mask[first].leadingZeroBitCount
        let shift = (mask.count - 1 - last) * 8 + mask[last].trailingZeroBitCount
        let length = mask.count * 8 - start - shift
        guard mask.reduce(0, { $0 + $1.nonzeroBitCount }) == length,
            var field = field(base, bit: bit + start, length: length),
            // A whole field under a mask of ones needs none; nft writes none.
            length < mask.count * 8
        else { return nil }
        field.shift = shift
        return field
    }

    /// The bits of a field as a number in as few bytes as hold it.
    static func shifted(_ data: [UInt8], by shift: Int, length: Int) -> [UInt8] {
        guard data.count <= 8 else { return data }
        let number = data.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> UInt64(shift)
        let count = max((length + 7) / 8, 1)
        return (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }
    }
}
