/// A pattern as the shell knows it: `*` any text, `?` any code point, `[a-z]` and `[!a-z]` one of
/// some, `\x` the character itself. A bracket that is never closed stands for itself.
struct Glob {
    private enum Part {
        case one(Unicode.Scalar)
        case any
        case anything
        case oneOf([ClosedRange<Unicode.Scalar>], negated: Bool)

        /// Steps that comparing it with a code point is worth.
        var weight: Int {
            if case .oneOf(let ranges, _) = self { 1 + ranges.count / 8 } else { 1 }
        }
    }

    private var parts: [Part] = []

    init(_ pattern: String) {
        let scalars = Array(pattern.unicodeScalars)
        var position = 0
        // When one bracket is not closed, none that follows is; looking again would take forever.
        var hasBrackets = true
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            switch scalar {
            case "*": parts.append(.anything)
            case "?": parts.append(.any)
            case "\\" where position < scalars.count:
                parts.append(.one(scalars[position]))
                position += 1
            case "[" where hasBrackets:
                let bracket = Self.bracket(scalars, &position)
                hasBrackets = bracket != nil
                parts.append(bracket ?? .one("["))
            default: parts.append(.one(scalar))
            }
        }
    }

    /// At most one star is ever reconsidered, the last one, so the work is at most text × pattern.
    func matches(_ text: String, _ budget: inout Budget) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var (position, part) = (0, 0)
        var star: (part: Int, position: Int)?
        while position < scalars.count {
            guard budget.spend(part < parts.count ? parts[part].weight : 1) else { return false }
            if part < parts.count, case .anything = parts[part] {
                star = (part, position)
                part += 1
            } else if part < parts.count, Self.fits(parts[part], scalars[position]) {
                part += 1
                position += 1
            } else if let last = star {
                star = (last.part, last.position + 1)
                (part, position) = (last.part + 1, last.position + 1)
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { if case .anything = $0 { true } else { false } }
    }

    private static func fits(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
        switch part {
        case .one(let wanted): wanted == scalar
        case .any, .anything: true
        case .oneOf(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
        }
    }

    private static func bracket(_ scalars: [Unicode.Scalar], _ position: inout Int) -> Part? {
        var next = position
        let negated = next < scalars.count && (scalars[next] == "!" || scalars[next] == "^")
        if negated { next += 1 }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while next < scalars.count {
            // A closing bracket that comes first is one of the characters.
            if scalars[next] == "]", !ranges.isEmpty {
                position = next + 1
                return .oneOf(ranges, negated: negated)
            }
            let low = scalars[next]
            if next + 2 < scalars.count, scalars[next + 1] == "-", scalars[next + 2] != "]", low <= scalars[next + 2] {
                ranges.append(low...scalars[next + 2])
                next += 3
            } else {
                ranges.append(low...low)
                next += 1
            }
        }
        return nil
    }
}
