import NetworkModel
import RulesetText
import SnapshotQuery

/// One rule, expression by expression, for one packet. Where chance decides, or nobody knows, it ends in several ways.
struct NftRuleRun {
    let table: NftTable
    let chain: String
    let rule: NftRule
    let context: HookContext
    let compat: any NftCompat

    /// The rule with its text.
    var reference: RuleReference {
        var reference = silentReference
        reference.text = context.query.words(context.point.netns, table, rule) { NftText(table).rule(rule) }
        return reference
    }

    var silentReference: RuleReference {
        RuleReference(
            netns: context.point.netns, backend: .nft, family: RuleFamily(table.family), table: table.name,
            chain: chain,
            place: .handle(rule.handle), text: "")
    }

    /// What the rule has counted; nil without a counter of its own.
    var counter: NftCounter? {
        rule.expressions.lazy.compactMap { expression -> NftCounter? in
            if case .counter(let packets, let bytes) = expression {
                NftCounter(packets: packets, bytes: bytes)
            } else {
                nil
            }
        }.first
    }

    /// Values of `numgen` and hashes that are tried one by one, in all combinations.
    static let maximumChoices: UInt32 = 1024

    func run(_ state: NftState) -> [NftRuleResult] {
        run(rule.expressions[...], state, NftRegisters(), Self.maximumChoices)
    }

    private func run(
        _ expressions: ArraySlice<NftExpression>, _ state: NftState, _ registers: NftRegisters, _ choices: UInt32
    ) -> [NftRuleResult] {
        var (state, registers) = (state, registers)
        for index in expressions.indices {
            let rest = expressions[(index + 1)...]
            switch step(expressions[index], &state, &registers) {
            case .next: continue
            case .stop(let words): return [NftRuleResult(state: state, end: .noMatch(words))]
            case .end(let end): return [NftRuleResult(state: state, end: end)]
            case .doubt(let reason): return doubtful(rest, state, registers, choices, because: reason)
            case .either(let chance):
                let yes = state.assuming(chance.assuming, share: chance.share)
                let no = state.assuming(chance.otherwise, share: chance.inverted.share)
                return NftRuleResult.merged(
                    run(rest, yes, registers, choices) + [NftRuleResult(state: no, end: .noMatch(nil))], was: state,
                    chance.assuming)
            case .choice(let word, let values, let what):
                return choose(rest, state, registers, choices, word, values, what)
            case .unknown(let reason):
                return [NftRuleResult(state: state, end: .verdict(.unknown(from: reference, because: reason)))]
            }
        }
        return [NftRuleResult(state: state, end: .passed)]
    }

    /// Nobody knows whether the rule goes on here: both ways, unless they come to the same.
    private func doubtful(
        _ rest: ArraySlice<NftExpression>, _ state: NftState, _ registers: NftRegisters, _ choices: UInt32,
        because reason: String
    ) -> [NftRuleResult] {
        var doubted = state
        if doubted.doubt == nil { doubted.doubt = NftState.Doubt(rule: reference, because: reason) }
        return NftRuleResult.merged(
            run(rest, doubted, registers, choices) + [NftRuleResult(state: doubted, end: .noMatch(nil))], was: state,
            reason)
    }

    /// The rest of the rule for each value that chance may have picked.
    private func choose(
        _ rest: ArraySlice<NftExpression>, _ state: NftState, _ registers: NftRegisters, _ choices: UInt32,
        _ word: Int, _ values: ClosedRange<UInt32>, _ what: String
    ) -> [NftRuleResult] {
        guard values.upperBound - values.lowerBound < choices else {
            var registers = registers
            registers.store(word, NftSpan(UInt64(values.lowerBound)...UInt64(values.upperBound), chance: what))
            registers.gap = "\(what) may be too many values"
            return run(rest, state, registers, choices)
        }
        var results: [NftRuleResult] = []
        let count = values.upperBound - values.lowerBound + 1
        for value in values {
            var registers = registers
            registers.store(word, KnownBytes(host: value))
            let way = state.assuming("\(what) is \(value)", share: 1 / Double(count))
            results += run(rest, way, registers, choices / count)
        }
        return NftRuleResult.merged(results, was: state, what)
    }
}

/// What one expression does.
enum NftStep {
    case next
    /// NFT_BREAK: the rule does not match.
    case stop(String?)
    case end(NftRuleEnd)
    /// Whether it matches is not known.
    case doubt(String)
    case either(Chance)
    /// A register that holds one of these numbers, in the host's byte order.
    case choice(word: Int, ClosedRange<UInt32>, String)
    /// What it does is not known.
    case unknown(String)

    static func test(_ truth: Bool?, _ reason: @autoclosure () -> String) -> NftStep {
        switch truth {
        case true?: .next
        case false?: .stop(nil)
        case nil: .doubt(reason())
        }
    }
}
