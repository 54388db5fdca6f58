import NetworkModel
import SnapshotQuery

/// nft_do_chain: a base chain and all that it jumps to, for one packet, in all the ways that chance may fall.
struct NftChainRun {
    let table: NftTable
    let base: NftChain
    let context: HookContext
    let compat: any NftCompat

    /// NFT_JUMP_STACK_SIZE
    static let maximumDepth = 16

    /// The rules of a chain, and which comes next.
    private struct Frame {
        var chain: String
        var rules: [NftRule]
        /// What tells them from a packet; of short chains nobody asks.
        var tests: [NftTellingTest?] = []
        var index = 0
    }

    /// One of the ways, stopped before a rule.
    private struct Way {
        var state: NftState
        var frames: [Frame]
        var trace: [RuleVisit] = []
        var visits = 0
        /// It has ended already, and waits for those before it.
        var verdict: HookVerdict?
    }

    func run(_ packet: Packet) -> [ChainOutcome] {
        let start = NftState(packet: packet)
        var outcomes: [NftOutcome] = []
        var open: [Way] = []
        switch rules(of: base.name) {
        case .success(let rules): open = [Way(state: start, frames: [frame(base.name, rules)])]
        case .failure(let missing):
            return [ChainOutcome(unknown(in: base.name, missing.text), packet: packet, trace: [])]
        }
        while let way = open.popLast() {
            guard open.count + outcomes.count < HookContext.maximumAlternatives else {
                let verdict = unknown(in: base.name, "chance may fall in too many ways")
                return [ChainOutcome(verdict, packet: packet, trace: way.trace)]
            }
            if let verdict = way.verdict {
                outcomes.append(end(way, verdict))
            } else {
                follow(way, &open, &outcomes)
            }
        }
        return NftOutcome.settled(outcomes)
    }

    /// Follows one way until it ends or forks; the first of several ways is followed first.
    private func follow(_ start: Way, _ open: inout [Way], _ outcomes: inout [NftOutcome]) {
        var way = start
        while true {
            passOver(&way)
            guard let frame = way.frames.last else {
                outcomes.append(end(way, policy))
                return
            }
            guard frame.index < frame.rules.count else {
                way.frames.removeLast()
                continue
            }
            let rule = frame.rules[frame.index]
            way.frames[way.frames.count - 1].index += 1
            way.visits += 1
            guard way.visits <= HookContext.maximumRuleVisits else {
                outcomes.append(end(way, unknown(in: frame.chain, "it never seems to end")))
                return
            }
            let run = NftRuleRun(table: table, chain: frame.chain, rule: rule, context: context, compat: compat)
            let results = run.run(way.state).usual
            guard let first = results.first else { return }
            for result in results.dropFirst().reversed() {
                var other = way
                other.verdict = apply(result, run, &other)
                open.append(other)
            }
            if let verdict = apply(first, run, &way) {
                outcomes.append(end(way, verdict))
                return
            }
        }
    }

    /// After that many rules only those that matched are put into words.
    private static let mostWords = 512
    /// Of longer chains the further rules that fail at a glance are not kept at all: there may be ten thousand, and
    /// nobody reads that many that have nothing to do with the packet.
    private static let shortChain = 16

    /// Passes over rules, from the one that comes next on, that are told from the packet at a glance.
    private func passOver(_ way: inout Way) {
        guard let frame = way.frames.last, frame.index < frame.tests.count else { return }
        let last = way.frames.count - 1
        var prefilter = NftRulePrefilter(way.state.packet)
        var index = frame.index
        while index < frame.tests.count, way.visits < HookContext.maximumRuleVisits, let test = frame.tests[index],
            prefilter.fails(test)
        {
            if index < Self.shortChain, index < frame.rules.count {
                let run = NftRuleRun(
                    table: table, chain: frame.chain, rule: frame.rules[index], context: context, compat: compat)
                way.trace.append(
                    RuleVisit(way.visits < Self.mostWords ? run.reference : run.silentReference, .noMatch(nil)))
            }
            index += 1
            way.visits += 1
        }
        way.frames[last].index = index
    }

    /// Takes over how a rule ended. A verdict ends the way.
    private func apply(_ result: NftRuleResult, _ run: NftRuleRun, _ way: inout Way) -> HookVerdict? {
        way.state = result.state
        var reference = run.silentReference
        if way.visits <= Self.mostWords || !result.end.isNoMatch { reference = run.reference }
        switch result.end {
        case .noMatch(let words):
            way.trace.append(RuleVisit(reference, .noMatch(words)))
            return nil
        case .immaterial(let why):
            way.trace.append(RuleVisit(reference, .immaterial(why)))
            return nil
        case .passed:
            way.trace.append(RuleVisit(reference, .passed))
            return nil
        case .verdict(let verdict):
            way.trace.append(RuleVisit(reference, .verdict(verdict)))
            return verdict
        case .return:
            way.trace.append(RuleVisit(reference, .return))
            way.frames.removeLast()
            return nil
        case .goto(let chain):
            way.trace.append(RuleVisit(reference, .goto(chain)))
            // A chain that was gone to returns to where this one would have.
            way.frames.removeLast()
            return enter(chain, &way)
        case .jump(let chain):
            way.trace.append(RuleVisit(reference, .jump(chain)))
            guard way.frames.count <= Self.maximumDepth else { return unknown(in: chain, "jumps are nested too deep") }
            return enter(chain, &way)
        }
    }

    private func enter(_ chain: String, _ way: inout Way) -> HookVerdict? {
        switch rules(of: chain) {
        case .success(let rules):
            way.frames.append(frame(chain, rules))
            return nil
        case .failure(let missing): return unknown(in: chain, missing.text)
        }
    }

    private func frame(_ chain: String, _ rules: [NftRule]) -> Frame {
        guard rules.count > Self.shortChain else { return Frame(chain: chain, rules: rules) }
        let tests = context.query.nftTellingTests(context.point.netns, table.ref(chain), of: rules)
        return Frame(chain: chain, rules: rules, tests: tests)
    }

    private func rules(of chain: String) -> Result<[NftRule], NftRuleRun.Missing> {
        switch context.query.nftRules(context.point.netns, table.ref(chain)) {
        case .known(let rules): .success(rules)
        case .absent: .failure(NftRuleRun.Missing(text: "the chain \(chain) does not exist"))
        case .unknown(let reason): .failure(NftRuleRun.Missing(text: "the chain \(chain) \(reason)"))
        }
    }

    private var policy: HookVerdict {
        base.base?.accepts ?? true ? .accept : .drop(by: reference(base.name, .policy, text: "policy drop"))
    }

    private func unknown(in chain: String, _ reason: String) -> HookVerdict {
        .unknown(from: reference(chain, .chain, text: ""), because: reason)
    }

    private func reference(_ chain: String, _ place: RuleReference.Place, text: String) -> RuleReference {
        RuleReference(
            netns: context.point.netns, backend: .nft, family: RuleFamily(table.family), table: table.name,
            chain: chain,
            place: place, text: text)
    }

    private func end(_ way: Way, _ verdict: HookVerdict) -> NftOutcome {
        var outcome = ChainOutcome(
            verdict, packet: way.state.packet, nat: way.state.nat, trace: way.trace, assumptions: way.state.assumptions)
        outcome.zone = way.state.zone
        outcome.copies = way.state.copies
        return NftOutcome(outcome: outcome, share: way.state.share, doubt: way.state.doubt)
    }
}

/// The end of one way, and whether it was sure to be taken.
struct NftOutcome {
    var outcome: ChainOutcome
    /// Of packets that are like this one, as far as it is known.
    var share: Double
    var doubt: NftState.Doubt?

    /// What a trace can tell apart.
    private var consequence: Consequence {
        let verdict: Verdict =
            switch outcome.verdict {
            case .accept: .accept
            case .drop, .noRoom, .noPort: .drop
            case .reject(let rejection, _): .reject(rejection)
            case .queue(let numbers, let bypass, _): .queue(numbers, bypass)
            case .stolen(let to, _): .stolen(to)
            case .unknown: .unknown
            }
        var nat = outcome.nat
        if let rule = outcome.nat?.rule { nat?.rule = Self.blank(rule) }
        return Consequence(
            verdict: verdict, packet: outcome.packet, nat: nat, zone: outcome.zone, copies: outcome.copies)
    }

    private static func blank(_ rule: RuleReference) -> RuleReference {
        RuleReference(
            netns: rule.netns, backend: .nft, family: rule.family, table: "", chain: "", place: .chain, text: "")
    }

    private enum Verdict: Hashable {
        case accept, drop, unknown
        case reject(HookVerdict.Rejection)
        case queue(ClosedRange<UInt16>?, Bool)
        case stolen(Interface?)
    }

    private struct Consequence: Hashable {
        var verdict: Verdict
        var packet: Packet
        var nat: NATRequest?
        var zone: UInt16?
        var copies: [String]
    }

    /// Ways that come to the same are one. Where ways that nobody can choose between come to different ends, the end is
    /// unknown from the rule on that left them open.
    static func settled(_ all: [NftOutcome]) -> [ChainOutcome] {
        let usual = all.filter { !$0.outcome.verdict.isLoss || $0.share >= Usual.rareLoss }
        let outcomes = usual.isEmpty ? all : usual
        guard let first = outcomes.first else { return [] }
        if outcomes.allSatisfy({ $0.consequence == first.consequence }) { return [joined(outcomes)] }
        guard let doubtful = outcomes.first(where: { $0.doubt != nil }), let doubt = doubtful.doubt else {
            return outcomes.map(\.outcome)
        }
        var unknown = doubtful.outcome
        unknown.verdict = .unknown(from: doubt.rule, because: doubt.because)
        unknown.nat = nil
        unknown.assumptions = []
        return [unknown]
    }

    /// Ways that come to the same as one. Rules that only some of them met, or met otherwise, are immaterial.
    private static func joined(_ outcomes: [NftOutcome]) -> ChainOutcome {
        var same = outcomes[0].outcome
        guard outcomes.count > 1 else { return same }
        same.assumptions = []
        let why = outcomes.lazy.compactMap(\.doubt).first?.because ?? "chance decides"
        let others = outcomes.dropFirst().map { Set($0.outcome.trace) }
        for index in same.trace.indices where !others.allSatisfy({ $0.contains(same.trace[index]) }) {
            same.trace[index].outcome = .immaterial(why)
        }
        var met = Set(same.trace.map(\.rule))
        for visit in outcomes.dropFirst().flatMap(\.outcome.trace) where met.insert(visit.rule).inserted {
            same.trace.append(RuleVisit(visit.rule, .immaterial(why)))
        }
        return same
    }
}
