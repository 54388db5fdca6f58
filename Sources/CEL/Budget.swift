/// How much work an evaluation may still do.
///
/// Every sub-expression visited is a step, and so is every element and every few bytes that are
/// produced or compared. Whoever runs out gets `unknown("budget")` instead of an answer.
public struct Budget: Sendable {
    /// Steps that one expression may take unless told otherwise.
    public static let standard = 1_000_000
    /// Bytes that one step may copy or compare.
    static let bytesPerStep = 16

    /// Steps left.
    public private(set) var remaining: Int
    /// Whether somebody asked for more than was left.
    public private(set) var isExhausted = false

    /// A budget of so many steps; a step is about one operator, element or handful of bytes.
    public init(steps: Int = Budget.standard) {
        remaining = max(0, steps)
    }

    /// Takes `steps` away; `false`, from then on always, when they are more than what is left.
    public mutating func spend(_ steps: Int) -> Bool {
        guard !isExhausted, steps <= remaining else {
            isExhausted = true
            remaining = 0
            return false
        }
        remaining -= max(0, steps)
        return true
    }

    /// Takes away what it costs to copy or compare that many bytes.
    public mutating func spend(bytes: Int) -> Bool {
        spend(bytes / Self.bytesPerStep)
    }

    /// Takes away the cost of making another copy of `value` part of a result.
    ///
    /// Lists share their storage, so a short expression could nest one value in itself until
    /// nobody can print it; what is charged is the size that a printer would see.
    mutating func spend(for value: CELValue) -> Bool {
        switch value {
        case .string(let text): spend(1 + text.utf8.count / Self.bytesPerStep)
        case .bytes(let bytes): spend(1 + bytes.count / Self.bytesPerStep)
        case .list(let elements): spend(1) && spend(for: elements)
        case .map(let map): spend(1) && spend(for: map.keys) && spend(for: map.values)
        case .optional(let inner?): spend(1) && spend(for: inner)
        default: spend(1)
        }
    }

    private mutating func spend(for values: [CELValue]) -> Bool {
        for value in values where !spend(for: value) { return false }
        return true
    }
}
