import KernelWire
import Netfilter
import NetworkModel
import SnapshotQuery

extension NftRule {
    /// The named counters that it counts with.
    var counterNames: [String] {
        expressions.compactMap { expression in
            guard case .objref(NftExpression.counterObject, let name) = expression else { return nil }
            return name
        }
    }

    /// It takes one of several named counters, by what a map holds just then.
    var choosesCounters: Bool {
        expressions.contains { if case .objrefMap = $0 { true } else { false } }
    }

    /// Whether all that a counter of it has counted comes to the rule's end, so that it is the verdict's.
    ///
    /// - Parameter name: of the counter; nil for the one without.
    func reachesEnd(behindCounter name: String?) -> Bool {
        let place = expressions.firstIndex { expression in
            switch expression {
            case .counter: name == nil
            case .objref(NftExpression.counterObject, let other): name == other
            default: false
            }
        }
        return place.map { expressions[$0...].allSatisfy(\.alwaysGoesOn) } ?? false
    }
}

extension NftExpression {
    /// NFT_OBJECT_COUNTER
    fileprivate static let counterObject = NftObject.Kind.counter.type

    /// It never breaks off the rule.
    fileprivate var alwaysGoesOn: Bool {
        switch self {
        case .counter, .last, .log, .immediate, .verdict, .reject, .target, .metaSet, .notrack: true
        case .objref(let type, _): type == Self.counterObject
        default: false
        }
    }
}

extension TargetAnalysis {
    /// The rules that count with a named counter, as far as they were read.
    func rules(countingWith counter: NftRef, in id: NetnsID) -> (rules: [RuleReference], isAll: Bool) {
        guard let table = query.snapshot.namespaces[id]?.ruleset?.table(counter.family, counter.table),
            let family = RuleFamily(rawValue: counter.family.rawValue)
        else { return ([], false) }
        var (found, isAll) = ([RuleReference](), true)
        for (name, chain) in table.chains.sorted(by: { $0.key < $1.key }) {
            isAll = isAll && chain.rules.isComplete && !chain.rules.rows.contains(where: \.choosesCounters)
            for rule in chain.rules.rows where rule.counterNames.contains(counter.name) {
                found.append(
                    RuleReference(
                        netns: id, backend: .nft, family: family, table: table.name, chain: name,
                        place: .handle(rule.handle), text: ""))
            }
        }
        return (found, isAll)
    }

    /// What it means that a named counter counts packets: their end, where each rule that counts with it drops.
    func meaning(of counter: NftRef, in id: NetnsID) -> CounterMeaning {
        let (rules, isAll) = rules(countingWith: counter, in: id)
        guard !rules.isEmpty, rules.allSatisfy({ drops($0, behindCounter: counter.name) }) else { return .traffic }
        return isAll ? .loss(rules.count == 1 ? "its rule drops them" : "its rules drop them") : .doubtful
    }

    /// What the rule has counted ends here, whatever else the packet is.
    func drops(_ rule: RuleReference, behindCounter name: String?) -> Bool {
        guard drops(rule) else { return false }
        guard case .handle(let handle) = rule.place, let family = NftFamily(rawValue: rule.family.rawValue) else {
            return true
        }
        let chain = query.snapshot.namespaces[rule.netns]?.ruleset?.chain(NftRef(family, rule.table, rule.chain))
        return chain?.rules.rows.first { $0.handle == handle }?.reachesEnd(behindCounter: name) ?? false
    }
}
