import NetworkModel

extension Match {
    /// `!` before an option.
    func inverted(_ isInverted: Bool) -> Match {
        guard isInverted else { return self }
        switch self {
        case .yes: return .no
        case .no: return .yes
        case .unknown: return self
        case .either(let chance): return .either(chance.inverted)
        }
    }

    /// All conditions hold. One that does not decides, whatever is unknown of the others.
    static func all(_ parts: Match?...) -> Match {
        var result = Match.yes
        for case let part? in parts {
            switch part {
            case .no: return .no
            case .yes: continue
            case .unknown: result = part
            case .either: if result == .yes { result = part }
            }
        }
        return result
    }

    /// A condition on a value that may not be known.
    static func on<Value>(_ value: Value?, _ name: String, _ holds: (Value) -> Bool) -> Match {
        guard let value else { return .unknown(because: "\(name) is not known") }
        return Match(holds(value))
    }
}

extension Invertible {
    /// The kernel's `condition ^ invert`.
    func test(_ condition: (Value) -> Match) -> Match { condition(value).inverted(inverted) }
}

extension XtRange {
    /// A port, of which only some may be known.
    func test(_ port: UInt16?, _ name: String) -> Match {
        if min == 0, max >= 65535 { return .yes }
        if min > max { return .no }
        return .on(port, name) { contains(UInt32($0)) }
    }
}

extension XtRange {
    /// A length, of which only bounds may be known.
    func test(_ length: ClosedRange<Int>) -> Match {
        min > max ? .no : Match(length, in: Int(clamping: min)...Int(clamping: max), "the packet's length")
    }
}

extension XtMasked {
    func test(_ number: UInt32?, _ name: String) -> Match {
        // A mask of nothing leaves nothing to know.
        if mask == 0 { return Match(value == 0) }
        return .on(number, name) { $0 & mask == value }
    }
}
