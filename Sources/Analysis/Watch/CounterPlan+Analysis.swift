import Netfilter
import NetworkModel
import SnapshotQuery

extension CounterPlan {
    /// What counts on the ways of a target's packets: the links at which they would be captured, and the rules they meet.
    ///
    /// - Parameter analysis: of a snapshot that has all that the diagnosis read; `query.needs` says what it lacks still.
    public init(_ analysis: TargetAnalysis) {
        self.init()
        let capture = CapturePlan(analysis)
        for place in capture.places {
            guard let link = analysis.query.link(place.ref).value else { continue }
            self[place.ref.netns].links.append(Link(link))
        }
        for id in analysis.scope.subjects where !analysis.scope.isNode { self[id].readsSockets = true }
        for rule in capture.rules { add(rule, analysis.query) }
    }

    /// The rules that packets of a capture meet, and nothing else.
    public init(rulesOf capture: CapturePlan, in analysis: TargetAnalysis) {
        self.init()
        readsRulesOnly = true
        for rule in capture.rules { add(rule, analysis.query) }
    }

    /// The place of a namespace, made where there is none yet.
    private subscript(id: NetnsID) -> Place {
        get { places.first { $0.netns == id } ?? Place(id) }
        set {
            if let index = places.firstIndex(where: { $0.netns == id }) {
                places[index] = newValue
            } else {
                places.append(newValue)
            }
        }
    }

    private mutating func add(_ rule: RuleReference, _ query: SnapshotQuery) {
        guard let family = NftFamily(rawValue: rule.family.rawValue) else { return }
        switch rule.backend {
        case .legacy:
            let tables: XtFamily = family == .ip6 ? .ip6 : .ip
            self[rule.netns].tables[tables, default: [:]][rule.table, default: []].insert(rule.chain)
        case .nft:
            let chain = NftRef(family, rule.table, rule.chain)
            self[rule.netns].chains.insert(chain)
            guard let table = query.ruleset(rule.netns).value?.table(family, rule.table) else { return }
            if table.chains[rule.chain]?.base?.counters != nil { self[rule.netns].policies.insert(chain) }
            addCounters(of: rule, in: table)
        }
    }

    /// The named counters of a rule; all of its table where a map decides which.
    private mutating func addCounters(of rule: RuleReference, in table: NftTable) {
        guard case .handle(let handle) = rule.place,
            let value = table.chains[rule.chain]?.rules.rows.first(where: { $0.handle == handle })
        else { return }
        let names =
            value.choosesCounters ? table.objects.filter { $0.kind == .counter }.map(\.name) : value.counterNames
        self[rule.netns].counters.formUnion(names.map(table.ref))
    }
}
