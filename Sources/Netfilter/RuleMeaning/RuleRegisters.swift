import NetworkModel

/// struct nft_regs while a rule is read and no packet is there: each byte is a constant, or a byte of what an expression
/// will load, some bits of which are kept and some turned.
struct RuleRegisters {
    enum Byte: Hashable {
        case constant(UInt8)
        /// Byte `offset` of what the load of this number puts there.
        case loaded(Int, offset: Int, mask: UInt8, flip: UInt8)
        case unknown
    }

    private(set) var loads: [NftExpression] = []
    private var words = [Byte](repeating: .unknown, count: Self.size)

    /// NFT_REG32_COUNT words.
    private static let size = 64

    /// Words that no register has are nowhere.
    private func place(_ word: Int) -> Int { (0..<16).contains(word) ? word * 4 : Self.size }

    func bytes(_ word: Int, _ count: Int) -> [Byte] {
        let (start, count) = (place(word), min(max(count, 0), Self.size))
        let there = words[start..<min(start + count, Self.size)]
        return there + [Byte](repeating: .unknown, count: count - there.count)
    }

    /// Nil unless the rule itself says what is there.
    func constant(_ word: Int, _ count: Int) -> [UInt8]? {
        let constants = bytes(word, count).compactMap { if case .constant(let byte) = $0 { byte } else { nil } }
        return constants.count == count ? constants : nil
    }

    func port(_ word: Int) -> UInt16? {
        constant(word, 2).map { UInt16($0[0]) << 8 | UInt16($0[1]) }
    }

    // MARK: Writing

    mutating func load(_ expression: NftExpression, _ count: Int, at word: Int) {
        let number = loads.count
        loads.append(expression)
        put((0..<min(max(count, 0), Self.size)).map { .loaded(number, offset: $0, mask: 0xff, flip: 0) }, at: word)
    }

    mutating func store(_ data: [UInt8], at word: Int) { put(data.prefix(Self.size).map { .constant($0) }, at: word) }

    mutating func forget(_ count: Int, at word: Int) {
        put([Byte](repeating: .unknown, count: min(max(count, 0), Self.size)), at: word)
    }

    /// Values that are no whole words are padded with zeros.
    private mutating func put(_ bytes: [Byte], at word: Int) {
        let start = place(word)
        let padding = [Byte](repeating: .constant(0), count: (4 - bytes.count % 4) % 4)
        for (offset, byte) in (bytes + padding).enumerated() where start + offset < Self.size {
            words[start + offset] = byte
        }
    }

    // MARK: Arithmetic

    struct Operand {
        var op: NftBitwiseOp
        var mask: [UInt8]?
        var flip: [UInt8]?
        /// Nil where it is another register.
        var data: [UInt8]?
    }

    /// nft_bitwise: `(value & mask) ^ flip`. Shifts are not followed.
    mutating func compute(_ operand: Operand, from sreg: Int, to dreg: Int, _ count: Int) {
        let (mask, flip): ([UInt8]?, [UInt8]?) =
            switch operand.op {
            case .maskXor: (operand.mask, operand.flip)
            case .and: (operand.data, operand.data.map { [UInt8](repeating: 0, count: $0.count) })
            case .xor: (operand.data.map { [UInt8](repeating: 0xff, count: $0.count) }, operand.data)
            case .or: (operand.data.map { $0.map { ~$0 } }, operand.data)
            case .lshift, .rshift: (nil, nil)
            }
        guard let mask, let flip, mask.count >= count, flip.count >= count else { return forget(count, at: dreg) }
        let values = bytes(sreg, count)
        put(values.indices.map { values[$0].kept(mask[$0], flip[$0]) }, at: dreg)
    }

    /// nft_byteorder: groups of `size` bytes are turned round where the host's order is another than the network's.
    mutating func turn(_ sreg: Int, _ dreg: Int, _ count: Int, _ size: Int) {
        var values = bytes(sreg, count)
        if NftData.hostIsLittle, size > 1 {
            for start in stride(from: 0, through: values.count - size, by: size) {
                values[start..<(start + size)].reverse()
            }
        }
        put(values, at: dreg)
    }
}

extension RuleRegisters.Byte {
    fileprivate func kept(_ bits: UInt8, _ turned: UInt8) -> Self {
        switch self {
        case .constant(let byte): .constant(byte & bits ^ turned)
        case .loaded(let number, let offset, let mask, let flip):
            .loaded(number, offset: offset, mask: mask & bits, flip: flip & bits ^ turned)
        case .unknown: .unknown
        }
    }
}
