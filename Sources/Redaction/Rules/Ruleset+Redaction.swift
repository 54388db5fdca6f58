import NetworkModel

extension Ruleset {
    mutating func redact(_ redactor: Redactor) { tables.redact(redactor) { $0.redact(redactor) } }
}

extension NftRef {
    mutating func redact(_ redactor: Redactor) { self = NftRef(family, redactor.name(table), redactor.name(name)) }
}

extension NftTable {
    mutating func redact(_ redactor: Redactor) {
        let scope = TableScope(self)
        name = redactor.name(name)
        comment = redactor.name(comment)
        for key in chains.keys.sorted() { chains[key].change { $0.redact(scope, redactor) } }
        for key in sets.keys.sorted() { sets[key].change { $0.redact(scope, redactor) } }
        chains = chains.renamed(redactor.name)
        sets = sets.renamed(redactor.name)
        objects.change { $0.redact(scope, redactor) }
        flowtables.change {
            $0.name = redactor.name($0.name)
            $0.devices.change { $0 = redactor.name($0) }
        }
    }
}

extension NftChain {
    fileprivate mutating func redact(_ table: TableScope, _ redactor: Redactor) {
        name = redactor.name(name)
        base.change { $0.devices.change { $0 = redactor.name($0) } }
        comment = redactor.name(comment)
        rules.redact(redactor) { rule in
            rule.comment = redactor.name(rule.comment)
            RegisterRun.redact(&rule.expressions, table, redactor)
        }
    }
}

extension NftObject {
    fileprivate mutating func redact(_ table: TableScope, _ redactor: Redactor) {
        name = redactor.name(name)
        comment = redactor.name(comment)
        switch content {
        case .expression(let expression):
            var all = [expression]
            RegisterRun.redact(&all, table, redactor)
            content = all.first.map { .expression($0) } ?? content
        case .helper(let name, let l3proto, let l4proto):
            content = .helper(name: redactor.name(name), l3proto: l3proto, l4proto: l4proto)
        case .secmark: content = .secmark(context: "")
        case .other(let type, _): content = .other(type: type, data: NftData([]))
        case .timeout, .expectation: break
        }
    }
}
