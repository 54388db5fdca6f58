import Addresses
import NetworkModel
import RulesetText

extension Place {
    mutating func addRuleset(_ namespace: Namespace, _ names: [Int: String]) {
        guard let ruleset = namespace.ruleset else {
            for topic in [Topic.table, .chain, .rule, .set] { gaps[topic] = "not read" }
            return
        }
        if let gap = ruleset.tables.gap { for topic in [Topic.table, .chain, .rule, .set] { gaps[topic] = gap } }
        for table in ruleset.tables.rows { add(table, names) }
    }

    private mutating func add(_ table: NftTable, _ names: [Int: String]) {
        let name = "\(table.family.rawValue) \(table.name)"
        var fact = Fact(.table, name)
        if table.flags.contains(.dormant) { fact.add("dormant", "yes") }
        add(fact)
        let text = NftText(table.withoutCounts, deviceNames: names)
        for chain in table.chains.values where !chain.isAnonymous {
            var fact = Fact(.chain, "\(name) \(chain.name)")
            if let base = chain.base {
                fact.add("hook", "\(base.type) \(base.hook) priority \(base.priority)")
                fact.add("policy", base.accepts ? "accept" : "drop")
                fact.add("devices", base.devices.sorted().joined(separator: ", ").orNil)
            }
            if chain.rules.isComplete { fact.lines = chain.rules.rows.map { text.rule($0.withoutCounts) } }
            add(fact)
        }
        for set in table.sets.values where !set.flags.contains(.anonymous) { add(Fact(set, in: name)) }
        for flowtable in table.flowtables {
            var fact = Fact(.table, "\(name) flowtable \(flowtable.name)")
            fact.add("devices", flowtable.devices.sorted().joined(separator: ", "))
            add(fact)
        }
    }

    mutating func addXtables(_ namespace: Namespace) {
        for (family, tables) in namespace.xtables {
            for (name, table) in tables.tables {
                guard let table = table.value else { continue }
                let sets = Dictionary(
                    namespace.ipsets.rows.map { ($0.index, $0.name) }, uniquingKeysWith: { first, _ in first })
                for chain in table.chains {
                    var fact = Fact(.chain, "legacy \(family.rawValue) \(name) \(chain.name)")
                    fact.add("policy", chain.policy.map { $0.rawValue })
                    fact.lines = chain.rules.map { $0.words(sets: sets).joined(separator: " ") }
                    add(fact)
                }
            }
        }
        if namespace.ipsets.gap != nil { gaps[.ipset] = "not read" }
        for set in namespace.ipsets.rows {
            var fact = Fact(.ipset, set.name)
            fact.add("type", set.typename)
            if set.members.isComplete, set.timeout == nil {
                fact.lines = set.members.rows.map(\.words).sorted()
                fact.isSet = true
            }
            add(fact)
        }
    }
}

extension Fact {
    init(_ set: NftSet, in table: String) {
        self.init(.set, "\(table) \(set.name)")
        add("flags", set.flags.rawValue)
        add("key", set.keyType)
        // What packets put in, or time takes out, is no news.
        guard set.elements.isComplete, set.flags.isDisjoint(with: [.eval, .timeout]) else { return }
        isSet = true
        lines = set.elements.rows.map(\.words).sorted()
    }
}

extension NftElement {
    fileprivate var words: String {
        let end = keyEnd.map { "-\($0.hex)" } ?? (isIntervalEnd ? " (end)" : "")
        let data = data.map { " : \($0.hex)" } ?? verdict.map { " : \($0)" } ?? object.map { " : \($0)" } ?? ""
        return "\(key?.hex ?? "*")\(end)\(data)"
    }
}

extension IpsetMember {
    fileprivate var words: String {
        var words = [address.map { "\($0)\(prefixLength.map { "/\($0)" } ?? "")\(addressTo.map { "-\($0)" } ?? "")" }]
        words.append(address2.map { "\($0)\(prefixLength2.map { "/\($0)" } ?? "")" })
        words.append(proto.map { "proto \($0)" })
        words.append(port.map { "\($0)\(portTo.map { "-\($0)" } ?? "")" })
        words += [mark.map { "mark \($0)" }, iface, ether?.description, set, isNomatch ? "nomatch" : nil]
        return words.compactMap { $0 }.joined(separator: ",")
    }
}

extension NftTable {
    /// As it is before anybody has counted.
    fileprivate var withoutCounts: NftTable {
        var table = self
        for name in Array(table.chains.keys) {
            guard let rows = table.chains[name]?.rules.rows, table.chains[name]?.isAnonymous == true else { continue }
            table.chains[name]?.rules.rows = rows.map(\.withoutCounts)
        }
        return table
    }
}

extension NftRule {
    fileprivate var withoutCounts: NftRule {
        var rule = self
        rule.expressions = expressions.map { expression in
            switch expression {
            case .counter: .counter(packets: 0, bytes: 0)
            case .quota(let bytes, _, let over, _): .quota(bytes: bytes, consumed: 0, over: over, depleted: false)
            case .last: .last(milliseconds: nil)
            default: expression
            }
        }
        return rule
    }
}
