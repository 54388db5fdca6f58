/// Runs a program on a text: at each code point it knows every instruction that a backtracking
/// matcher might be at, and so never needs to go back.
struct RegexMatcher {
    private let program: [RegexProgram.Instruction]
    private let weights: [Int]
    private var work: Int
    /// The places from which a code point will be read next.
    private var current: [Int] = []
    /// For each instruction the last position at which it was reached, so that it is entered once.
    private var reachedAt: [Int]
    private var stack: [Int] = []

    init(_ program: RegexProgram) {
        self.program = program.instructions
        weights = program.weights
        work = program.instructions.count
        reachedAt = Array(repeating: -1, count: program.instructions.count)
    }

    /// Also false when the budget runs out.
    mutating func matches(_ text: String, _ budget: inout Budget) -> Bool {
        var before: Unicode.Scalar?
        var starts: [Int] = []
        var position = 0
        var scalars = text.unicodeScalars.makeIterator()
        while true {
            let after = scalars.next()
            // A match may begin anywhere.
            starts.append(0)
            current.removeAll(keepingCapacity: true)
            for start in starts where enter(start, position, before, after) { return true }
            guard let scalar = after, budget.spend(bytes: work) else { return false }
            work = Budget.bytesPerStep
            starts.removeAll(keepingCapacity: true)
            for place in current {
                if case .one(let set) = program[place], set.contains(scalar) { starts.append(place + 1) }
            }
            before = scalar
            position += 1
        }
    }

    /// Follows everything that reads nothing; `true` when that leads to a match.
    private mutating func enter(
        _ start: Int, _ position: Int, _ before: Unicode.Scalar?, _ after: Unicode.Scalar?
    ) -> Bool {
        stack.append(start)
        while let place = stack.popLast() {
            guard reachedAt[place] != position else { continue }
            reachedAt[place] = position
            work += weights[place]
            switch program[place] {
            case .one: current.append(place)
            case .assertion(let assertion):
                if assertion.holds(between: before, and: after) { stack.append(place + 1) }
            case .fork(let left, let right): stack += [right, left]
            case .jump(let target): stack.append(target)
            case .match: return true
            }
        }
        return false
    }
}
