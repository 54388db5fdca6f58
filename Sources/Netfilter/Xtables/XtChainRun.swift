import NetworkModel
import RulesetText

/// ipt_do_table: a built-in chain and all that it jumps to, for one packet, in all the ways that chance may fall.
struct XtChainRun {
    let base: XtChain
    let chains: [String: XtChain]
    /// Stands for the chain that was asked.
    let reference: RuleReference
    let context: HookContext

    private struct Frame {
        var chain: XtChain
        var index = 0
    }

    /// One of the ways, stopped before a rule.
    private struct Way {
        var packet: Packet
        var frames: [Frame]
        var nat: NATRequest?
        var zone: UInt16?
        var assumptions: [String] = []
        /// How many of the packets that are like this one take this way, as far as that is known.
        var share = 1.0
        var listed: [ListedAddress] = []
        var doubt: NftState.Doubt?
        var trace: [RuleVisit] = []
    }

    func run(_ packet: Packet) -> [ChainOutcome] {
        var open = [Way(packet: packet, frames: [Frame(chain: base)])]
        var outcomes: [NftOutcome] = []
        while let way = open.popLast() {
            guard open.count + outcomes.count < HookContext.maximumAlternatives else {
                return [ChainOutcome(unknown("chance may fall in too many ways"), packet: packet, trace: way.trace)]
            }
            follow(way, &open, &outcomes)
        }
        return NftOutcome.settled(outcomes)
    }

    /// Follows one way to its end; where it forks, the packet passes the rule first.
    private func follow(_ start: Way, _ open: inout [Way], _ outcomes: inout [NftOutcome]) {
        var way = start
        while let frame = way.frames.last {
            guard frame.index < frame.chain.rules.count else {
                way.frames.removeLast()
                continue
            }
            guard way.trace.count < HookContext.maximumRuleVisits else {
                outcomes.append(end(way, unknown("it never seems to end")))
                return
            }
            let rule = frame.chain.rules[frame.index]
            way.frames[way.frames.count - 1].index += 1
            let place = RuleReference.Place.number(frame.index + 1)
            switch fork(matches(rule, &way), rule, frame.chain.name, place) {
            case .no:
                way.trace.append(RuleVisit(self.reference(frame.chain.name, place, text: ""), .noMatch(nil)))
                continue
            case .yes: break
            case .both(let fork):
                if rule.target.isSilent {
                    let reference = self.reference(frame.chain.name, place, text: rule.save(chain: frame.chain.name))
                    way.trace.append(RuleVisit(reference, .immaterial(fork.reason)))
                    continue
                }
                var other = way
                if let otherwise = fork.otherwise { other.assumptions.append(otherwise) }
                other.share *= fork.share.map { 1 - $0 } ?? 1
                other.doubt = other.doubt ?? fork.doubt
                other.trace.append(RuleVisit(self.reference(frame.chain.name, place, text: ""), .noMatch(nil)))
                if rule.target.isLoss, way.share * (fork.share ?? 1) < Usual.rareLoss {
                    way = other
                    continue
                }
                open.append(other)
                way.assumptions += fork.assuming
                way.share *= fork.share ?? 1
                way.doubt = way.doubt ?? fork.doubt
            }
            let reference = self.reference(frame.chain.name, place, text: rule.save(chain: frame.chain.name))
            if let verdict = act(rule, reference, &way) {
                outcomes.append(end(way, verdict))
                return
            }
        }
        outcomes.append(end(way, policy))
    }

    /// Asks the matches; what some of them put on lists stays there, whatever the others say.
    private func matches(_ rule: XtRule, _ way: inout Way) -> [Match] {
        var here = context
        here.counter = NftCounter(packets: rule.packets, bytes: rule.bytes)
        here.listed = way.listed
        return rule.matches(way.packet.withTemplate(way.zone), here, &way.listed)
    }

    private enum Fork {
        case yes, no
        case both(Both)

        struct Both {
            var assuming: [String] = []
            var otherwise: String?
            /// Of packets like this one that the rule matches; nil where nobody can tell.
            var share: Double?
            var doubt: NftState.Doubt?

            var reason: String { doubt?.because ?? assuming.joined(separator: " and ") }
        }
    }

    private func fork(_ parts: [Match], _ rule: XtRule, _ chain: String, _ place: RuleReference.Place) -> Fork {
        var both = Fork.Both()
        var otherwise: [String] = []
        var (share, isShareKnown) = (1.0, true)
        for part in parts {
            switch part {
            case .no: return .no
            case .yes: continue
            case .either(let chance):
                both.assuming.append(chance.assuming)
                otherwise.append(chance.otherwise)
                share *= chance.share ?? 1
                isShareKnown = isShareKnown && chance.share != nil
            case .unknown(let reason):
                let reference = self.reference(chain, place, text: rule.save(chain: chain))
                return .both(Fork.Both(doubt: NftState.Doubt(rule: reference, because: reason)))
            }
        }
        guard !both.assuming.isEmpty else { return .yes }
        both.otherwise = otherwise.joined(separator: " or ")
        // One that hardly ever holds suffices.
        both.share = isShareKnown || share < Usual.rareLoss ? share : nil
        return .both(both)
    }

    /// Nil: on with the next rule.
    private func act(_ rule: XtRule, _ reference: RuleReference, _ way: inout Way) -> HookVerdict? {
        switch rule.target {
        case .jump(let name), .goto(let name):
            let isJump = rule.target == .jump(name)
            way.trace.append(RuleVisit(reference, isJump ? .jump(name) : .goto(name)))
            guard let chain = chains[name] else { return unknown("the chain \(name) does not exist") }
            // A chain that was gone to returns to where this one would have.
            if !isJump { way.frames.removeLast() }
            // The kernel refuses loops, so no stack is deeper than there are chains.
            guard way.frames.count <= chains.count else { return unknown("jumps go in a circle") }
            way.frames.append(Frame(chain: chain))
            return nil
        case .ct, .notrack:
            // Only the first has a say.
            guard way.zone == nil else {
                way.trace.append(RuleVisit(reference, .passed))
                return nil
            }
        default: break
        }
        switch rule.target.apply(way.packet, by: reference, context) {
        case .next(let packet):
            way.packet = packet
            way.trace.append(RuleVisit(reference, .passed))
            return nil
        case .return:
            way.trace.append(RuleVisit(reference, .return))
            way.frames.removeLast()
            return nil
        case .verdict(let verdict): return finish(verdict, reference, &way)
        case .accept(let packet, let assumption):
            way.packet = packet
            way.assumptions.append(assumption)
            return finish(.accept, reference, &way)
        case .nat(let request):
            way.nat = request
            return finish(.accept, reference, &way)
        case .zone(let zone, let packet):
            way.zone = zone
            way.packet = packet
            way.trace.append(RuleVisit(reference, .passed))
            return nil
        case .unknown(let reason): return finish(.unknown(from: reference, because: reason), reference, &way)
        }
    }

    private func finish(_ verdict: HookVerdict, _ reference: RuleReference, _ way: inout Way) -> HookVerdict {
        way.trace.append(RuleVisit(reference, .verdict(verdict)))
        return verdict
    }

    private var policy: HookVerdict {
        let place = reference(base.name, .policy, text: "-P \(base.name) \(base.policy?.rawValue ?? "")")
        switch base.policy {
        case .accept: return .accept
        case .drop: return .drop(by: place)
        case .queue: return .queue(numbers: 0...0, bypass: false, by: place)
        case .return, nil: return .unknown(from: place, because: "the chain \(base.name) has no policy")
        }
    }

    private func unknown(_ reason: String) -> HookVerdict { .unknown(from: reference, because: reason) }

    private func reference(_ chain: String, _ place: RuleReference.Place, text: String) -> RuleReference {
        var copy = reference
        copy.chain = chain
        copy.place = place
        copy.text = text
        return copy
    }

    private func end(_ way: Way, _ verdict: HookVerdict) -> NftOutcome {
        var outcome = ChainOutcome(
            verdict, packet: way.packet, nat: way.nat, trace: way.trace, assumptions: way.assumptions)
        outcome.zone = way.zone
        return NftOutcome(outcome: outcome, share: way.share, doubt: way.doubt)
    }
}
