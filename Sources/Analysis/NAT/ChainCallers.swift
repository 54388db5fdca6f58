import Netfilter
import NetworkModel
import SnapshotQuery

/// By which rules packets get to a chain of a table: service proxies ask for address and port in one chain, throw the dice
/// in the next, and translate in a third.
struct ChainCallers {
    private struct Call {
        let chain: String
        let conditions: RuleConditions
    }

    private var calls: [String: [Call]] = [:]
    /// Chains that the prerouting hook begins with: packets from outside.
    private let bases: Set<String>

    /// Chains between a hook and the rule that translates.
    private static let mostChains = 8
    /// Ways to one rule: a service has an address of its own, the node's ports, and addresses outside.
    private static let mostWays = 16

    init(bases: Set<String>) {
        self.bases = bases
    }

    mutating func add(_ meaning: RuleMeaning, of chain: String) {
        for action in meaning.actions {
            switch action {
            case .jump(let called), .goto(let called):
                calls[called, default: []].append(Call(chain: chain, conditions: meaning.conditions))
            default: break
            }
        }
    }

    /// What packets must be that come to a chain, one for each way there; all tests of a way together.
    func ways(to chain: String) -> [RuleConditions] {
        var found: [RuleConditions] = []
        var open = [(chain: chain, conditions: RuleConditions(), depth: 0)]
        while let way = open.popLast(), found.count < Self.mostWays {
            if bases.contains(way.chain) {
                found.append(way.conditions)
                continue
            }
            guard way.depth < Self.mostChains else { continue }
            for call in calls[way.chain] ?? [] {
                open.append((call.chain, call.conditions.and(way.conditions), way.depth + 1))
            }
        }
        return found
    }
}

extension RuleConditions {
    /// Both.
    func and(_ other: RuleConditions) -> RuleConditions {
        var both = self
        both.sources += other.sources
        both.destinations += other.destinations
        both.protocols += other.protocols
        both.sourcePorts += other.sourcePorts
        both.destinationPorts += other.destinationPorts
        both.inputs += other.inputs
        both.outputs += other.outputs
        both.family = family ?? other.family
        both.others += other.others
        both.unknown += other.unknown
        return both
    }
}

extension TranslationRule {
    /// It leads to one host, and what for is asked by the chains that lead to it.
    var isEndpoint: Bool { target != nil && conditions.destinationPorts.isEmpty }

    /// The same rule for each way to it that asks for a port.
    func reached(by callers: ChainCallers) -> [TranslationRule] {
        callers.ways(to: reference.chain).filter { !$0.destinationPorts.isEmpty }.map { way in
            var rule = self
            rule.conditions = way.and(conditions)
            rule.isService = true
            return rule
        }
    }
}
