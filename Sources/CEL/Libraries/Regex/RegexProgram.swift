/// A regular expression as instructions for an automaton.
struct RegexProgram: Sendable {
    enum Instruction: Sendable {
        /// Reads a code point of the set, then goes on.
        case one(RegexSet)
        case assertion(RegexAssertion)
        /// Goes on at both places at once.
        case fork(Int, Int)
        case jump(Int)
        case match
    }

    private(set) var instructions: [Instruction] = []
    /// For each instruction what it costs to be there.
    private(set) var weights: [Int] = []
    private var work = 0

    /// Counted repetitions are written out; this bounds what `(a{1000}){1000}` may become.
    static let longest = 10_000

    init(_ syntax: RegexSyntax) throws(Regex.Refusal) {
        try emit(syntax)
        instructions.append(.match)
        weights = instructions.map { if case .one(let set) = $0 { set.weight } else { 1 } }
    }

    private mutating func emit(_ syntax: RegexSyntax) throws(Regex.Refusal) {
        // Also counts what emits nothing: the empty group can be repeated too.
        work += 1
        guard work + instructions.count <= Self.longest else { throw Regex.Refusal(message: "too large") }
        switch syntax {
        case .empty: break
        case .one(let set): instructions.append(.one(set))
        case .assertion(let assertion): instructions.append(.assertion(assertion))
        case .row(let parts): for part in parts { try emit(part) }
        case .choice(let choices): try emit(choices)
        case .repetition(let part, let least, let most):
            for _ in 0..<least { try emit(part) }
            if let most { try emitOptional(part, times: most - least) } else { try emitLoop(part) }
        }
    }

    private mutating func emit(_ choices: [RegexSyntax]) throws(Regex.Refusal) {
        var ends: [Int] = []
        for choice in choices.dropLast() {
            let fork = reserve()
            try emit(choice)
            ends.append(reserve())
            instructions[fork] = .fork(fork + 1, instructions.count)
        }
        if let last = choices.last { try emit(last) }
        for end in ends { instructions[end] = .jump(instructions.count) }
    }

    private mutating func emitOptional(_ part: RegexSyntax, times: Int) throws(Regex.Refusal) {
        var forks: [Int] = []
        for _ in 0..<max(0, times) {
            forks.append(reserve())
            try emit(part)
        }
        for fork in forks { instructions[fork] = .fork(fork + 1, instructions.count) }
    }

    private mutating func emitLoop(_ part: RegexSyntax) throws(Regex.Refusal) {
        let fork = reserve()
        try emit(part)
        instructions.append(.jump(fork))
        instructions[fork] = .fork(fork + 1, instructions.count)
    }

    /// Makes room for an instruction whose target is not known yet.
    private mutating func reserve() -> Int {
        instructions.append(.match)
        return instructions.count - 1
    }
}
