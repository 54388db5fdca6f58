import Addresses
import NetworkModel

/// What a field is compared with.
enum NftComparison {
    case equal([UInt8], inverted: Bool)
    /// Both ends belong to it.
    case range([UInt8], [UInt8], inverted: Bool)

    init(_ op: NftCmpOp, _ data: [UInt8]) {
        let (low, high) = ([UInt8](repeating: 0, count: data.count), [UInt8](repeating: 0xff, count: data.count))
        switch op {
        case .eq: self = .equal(data, inverted: false)
        case .neq: self = .equal(data, inverted: true)
        case .lte: self = .range(low, data, inverted: false)
        case .gt: self = .range(low, data, inverted: true)
        case .gte: self = .range(data, high, inverted: false)
        case .lt: self = .range(data, high, inverted: true)
        }
    }

    var isInverted: Bool {
        switch self {
        case .equal(_, let inverted), .range(_, _, let inverted): inverted
        }
    }

    /// Of one field among several that are compared at once.
    func part(_ field: RuleField) -> NftComparison {
        switch self {
        case .equal(let data, let inverted): .equal(field.slice(data), inverted: inverted)
        case .range(let low, let high, let inverted): .range(field.slice(low), field.slice(high), inverted: inverted)
        }
    }
}

extension NftRuleReader {
    /// Takes note of a comparison. nft joins matches of neighbouring fields into one.
    mutating func compare(
        _ bytes: [RuleRegisters.Byte], _ comparison: NftComparison, _ expression: NftExpression
    ) {
        guard let fields = fields(bytes, padding: false), fields.count == 1 || comparison.isSeparable else {
            meaning.conditions.unknown.append(fragment(bytes, expression))
            return
        }
        for field in fields { add(field, [comparison.part(field)], fragment(bytes, expression)) }
    }

    /// Takes note that a field is one of some values, or, inverted, none.
    mutating func add(_ field: RuleField, _ values: [NftComparison], _ fragment: RuleFragment) {
        if !note(field, values, fragment) { meaning.conditions.unknown.append(fragment) }
    }

    /// False for what cannot be said in values.
    private mutating func note(_ field: RuleField, _ values: [NftComparison], _ fragment: RuleFragment) -> Bool {
        let isInverted = values.contains(where: \.isInverted)
        switch field.place {
        case .source: return append(\.sources, values.map { address(field, $0) }, isInverted)
        case .destination: return append(\.destinations, values.map { address(field, $0) }, isInverted)
        case .sourcePort: return append(\.sourcePorts, values.map { Self.port(field, $0) }, isInverted)
        case .destinationPort: return append(\.destinationPorts, values.map { Self.port(field, $0) }, isInverted)
        case .proto:
            let numbers = values.map { Self.numbers(field, $0) }
            guard !numbers.contains(nil) else { return false }
            return append(\.protocols, numbers.flatMap { $0 ?? [] }, isInverted)
        case .inputName: return append(\.inputs, values.map { Self.name(field, $0) }, isInverted)
        case .outputName: return append(\.outputs, values.map { Self.name(field, $0) }, isInverted)
        case .inputIndex: return append(\.inputs, values.map { Self.index(field, $0) }, isInverted)
        case .outputIndex: return append(\.outputs, values.map { Self.index(field, $0) }, isInverted)
        case .family, .etherType: learn(field, values, fragment)
        case .other(let subject): meaning.conditions.others.append(OtherTest(subject, fragment))
        }
        return true
    }

    private mutating func append<Value>(
        _ place: WritableKeyPath<RuleConditions, [RuleTest<Value>]>, _ values: [Value?], _ isInverted: Bool
    ) -> Bool {
        let known = values.compactMap(\.self)
        guard known.count == values.count else { return false }
        meaning.conditions[keyPath: place].append(RuleTest(.values(known), inverted: isInverted))
        return true
    }

    func fragment(_ bytes: [RuleRegisters.Byte], _ expression: NftExpression) -> RuleFragment {
        var (loads, offsets, masks, flips): ([NftExpression], [Int], [UInt8], [UInt8]) = ([], [], [], [])
        var last = -1
        for case .loaded(let number, let offset, let mask, let flip) in bytes {
            if number != last { loads.append(registers.loads[number]) }
            last = number
            offsets.append(offset)
            masks.append(mask)
            flips.append(flip)
        }
        return .comparison(loads: loads, offsets: offsets, masks: masks, flips: flips, by: expression)
    }

    // MARK: Values

    /// Bits of the mask count; bytes that were not loaded have none. nft loads of 10.0.0.0/8 the first byte alone.
    private func address(_ field: RuleField, _ comparison: NftComparison) -> AddressPattern? {
        guard case .ip(let family)? = network else { return nil }
        let width = family.width / 8
        switch comparison {
        case .equal(let data, _):
            guard data.count == field.parts.count else { return nil }
            var (value, mask) = ([UInt8](repeating: 0, count: width), [UInt8](repeating: 0, count: width))
            for (part, byte) in zip(field.parts, data) {
                guard value.indices.contains(part.index), (byte ^ part.flip) & ~part.mask == 0 else { return nil }
                value[part.index] = byte ^ part.flip
                mask[part.index] = part.mask
            }
            guard let address = IPAddress(bytes: value), let bits = IPAddress(bytes: mask) else { return nil }
            return .masked(XtAddress(address, mask: bits))
        case .range(let low, let high, _):
            guard field.isWhole(width), let low = IPAddress(bytes: low), let high = IPAddress(bytes: high),
                low <= high
            else { return nil }
            return AddressPattern(low, high)
        }
    }

    private static func port(_ field: RuleField, _ comparison: NftComparison) -> ClosedRange<UInt16>? {
        guard field.isWhole(2) else { return nil }
        let (low, high) = comparison.ends
        guard let low = UInt16(big: low), let high = UInt16(big: high), low <= high else { return nil }
        return low...high
    }

    private static func numbers(_ field: RuleField, _ comparison: NftComparison) -> [UInt8]? {
        let (low, high) = comparison.ends
        guard field.isWhole(1), let low = low.first, let high = high.first, low <= high else { return nil }
        return Array(low...high)
    }

    /// A whole name has its NUL, the beginning of one has none. Ranges are from the beginning alone to the same with
    /// everything behind it.
    private static func name(_ field: RuleField, _ comparison: NftComparison) -> InterfacePattern? {
        guard field.isPlain, field.parts.first?.index == 0 else { return nil }
        let (low, high) = comparison.ends
        let bytes = Array(low.prefix { $0 != 0 })
        let isRange = low != high
        if isRange, !high.starts(with: bytes) || high.dropFirst(bytes.count).contains(where: { $0 != 0xff }) {
            return nil
        }
        let isPrefix = isRange || (bytes.count == low.count && low.count < Self.nameSize)
        let text = String(validating: bytes, as: UTF8.self)
        return .named(
            XtInterface(
                name: text ?? String(decoding: bytes, as: UTF8.self), bytes: text == nil ? bytes : nil,
                isPrefix: isPrefix))
    }

    /// IFNAMSIZ
    private static let nameSize = 16

    private static func index(_ field: RuleField, _ comparison: NftComparison) -> InterfacePattern? {
        guard field.isWhole(4), case .equal(let data, _) = comparison,
            let number = KnownBytes(data).host(UInt32.self)
        else { return nil }
        return .index(Int(number))
    }

    // MARK: Which header comes next

    private mutating func learn(_ field: RuleField, _ values: [NftComparison], _ fragment: RuleFragment) {
        let families = values.map { Self.family(field, $0) }
        guard values.count == 1, !values.contains(where: \.isInverted), let family = families.first else {
            meaning.conditions.others.append(OtherTest(.frame, fragment))
            return
        }
        if family == nil { meaning.conditions.others.append(OtherTest(.frame, fragment)) }
        know(family)
    }

    private static func family(_ field: RuleField, _ comparison: NftComparison) -> IPAddress.Family? {
        guard case .equal(let data, _) = comparison, field.isPlain else { return nil }
        switch (field.place, data) {
        case (.family, [2]), (.etherType, [0x08, 0x00]): return .inet
        case (.family, [10]), (.etherType, [0x86, 0xdd]): return .inet6
        default: return nil
        }
    }
}

extension NftComparison {
    /// Whether what is asked of several fields at once can be asked of each.
    fileprivate var isSeparable: Bool { if case .equal(_, inverted: false) = self { true } else { false } }

    fileprivate var ends: (low: [UInt8], high: [UInt8]) {
        switch self {
        case .equal(let data, _): (data, data)
        case .range(let low, let high, _): (low, high)
        }
    }
}

extension AddressPattern {
    /// A prefix where the range is one.
    init(_ low: IPAddress, _ high: IPAddress) {
        let host = low.bits ^ high.bits
        let isPrefix = host & (host &+ 1) == 0 && low.bits & host == 0 && high.bits & host == host
        let mask = IPAddress(family: low.family, bits: low.family.ones & ~host)
        self = isPrefix ? .masked(XtAddress(low, mask: mask)) : .range(low...high)
    }
}

extension UInt16 {
    fileprivate init?(big bytes: [UInt8]) {
        guard bytes.count == 2 else { return nil }
        self = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
    }
}
