import NetworkModel

/// A packet on its way through one base chain, with all that rules did to it so far.
struct NftState {
    var packet: Packet
    var nat: NATRequest?
    var zone: UInt16?
    var copies: [String] = []
    /// What chance was assumed to do.
    var assumptions: [String] = []
    /// How many of the packets that are like this one take this way, as far as that is known.
    var share = 1.0
    /// What rules before have put on lists of xt_recent.
    var listed: [ListedAddress] = []
    /// The first rule of which nobody knows whether it matched; this way is one of the two that follow.
    var doubt: Doubt?

    struct Doubt: Hashable {
        var rule: RuleReference
        var because: String
    }

    /// What can be told apart afterwards.
    var effect: Effect { Effect(packet: packet, nat: nat, zone: zone, copies: copies) }

    struct Effect: Hashable {
        var packet: Packet
        var nat: NATRequest?
        var zone: UInt16?
        var copies: [String]
    }
}

/// How one rule ended.
enum NftRuleEnd: Hashable {
    case noMatch(String?)
    /// It matches or not: there is no difference but in its counters.
    case immaterial(String)
    case passed
    case jump(String)
    case goto(String)
    case `return`
    case verdict(HookVerdict)

    /// The packet gets lost.
    var isLoss: Bool { if case .verdict(let verdict) = self { verdict.isLoss } else { false } }

    var isNoMatch: Bool {
        if case .noMatch = self { true } else { false }
    }
}

/// One of the ways that a rule may end.
struct NftRuleResult {
    var state: NftState
    var end: NftRuleEnd

    /// A rule that did not match and one that did nothing are the same to the packet.
    fileprivate var consequence: Consequence {
        switch end {
        case .noMatch, .passed, .immaterial: Consequence(effect: state.effect, end: .passed)
        default: Consequence(effect: state.effect, end: end)
        }
    }

    fileprivate struct Consequence: Hashable {
        var effect: NftState.Effect
        var end: NftRuleEnd
    }

    /// Joins results that come to the same. `reason`: what decides between them.
    static func merged(_ results: [NftRuleResult], was before: NftState, _ reason: String) -> [NftRuleResult] {
        guard results.count > 1 else { return results }
        var distinct: [NftRuleResult] = []
        var seen: [Consequence: Int] = [:]
        for result in results {
            guard let index = seen[result.consequence] else {
                seen[result.consequence] = distinct.count
                distinct.append(result)
                continue
            }
            if distinct[index].end.isNoMatch != result.end.isNoMatch { distinct[index].end = .immaterial(reason) }
            distinct[index].state.share += result.state.share
            // Several values of chance lead here: none of them alone is an assumption.
            if distinct[index].state.assumptions != result.state.assumptions {
                distinct[index].state.assumptions = distinct[index].state.assumptions.joined(
                    result.state.assumptions, after: before.assumptions)
            }
        }
        if distinct.count == 1 {
            distinct[0].state.assumptions = before.assumptions
            distinct[0].state.share = before.share
            distinct[0].state.doubt = before.doubt
        }
        return distinct
    }
}

extension NftState {
    /// On the way that chance is assumed to take; a share that is not known counts as all.
    func assuming(_ words: String, share: Double?) -> NftState {
        var next = self
        next.assumptions.append(words)
        next.share *= share ?? 1
        return next
    }
}

extension [NftRuleResult] {
    /// Without those on which the packet gets lost so seldom that nobody meets it.
    var usual: [NftRuleResult] {
        let usual = filter { !$0.end.isLoss || $0.state.share >= Usual.rareLoss }
        return usual.isEmpty ? self : usual
    }
}

extension [String] {
    /// Two lists of assumptions of which either suffices, which share their beginning.
    fileprivate func joined(_ other: [String], after common: [String]) -> [String] {
        guard count == common.count + 1, other.count == count, let mine = last, let theirs = other.last else {
            return common
        }
        // More than a few alternatives are no longer a sentence.
        if mine.utf8.count > 160 { return self }
        return common + [mine + " or " + theirs]
    }
}
