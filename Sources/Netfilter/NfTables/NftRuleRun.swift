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
            case .either(let match, let otherwise):
                var (yes, no) = (state, state)
                yes.assumptions.append(match)
                no.assumptions.append(otherwise)
                return NftRuleResult.merged(
                    run(rest, yes, registers, choices) + [NftRuleResult(state: no, end: .noMatch(nil))], was: state,
                    match)
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
            registers.store(word, KnownBytes(unknown: 4))
            registers.gap = "\(what) may be too many values"
            return run(rest, state, registers, choices)
        }
        var results: [NftRuleResult] = []
        for value in values {
            var (way, registers) = (state, registers)
            registers.store(word, KnownBytes(host: value))
            way.assumptions.append("\(what) is \(value)")
            results += run(rest, way, registers, choices / (values.upperBound - values.lowerBound + 1))
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
    case either(assuming: String, otherwise: String)
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
