import Addresses
import NetworkModel

// Lookups of a rule: in sets that nft made for it, whose elements are the rule's own words, in named ones, in maps.

extension NftRuleReader {
    /// The ways that the rule may go on behind a lookup.
    func looking(
        in name: String, _ sreg: Int, _ dreg: NftLookupTarget?, _ inverted: Bool, _ expression: NftExpression,
        _ elements: (String) -> [NftElement]?
    ) -> [NftRuleReader] {
        guard let set = table.sets[name] else { return [unread(dreg, sreg, 4, expression)] }
        let count = Int(clamping: set.keyLength)
        let key = registers.bytes(sreg, count)
        guard let fields = fields(key, padding: true) else { return [unread(dreg, sreg, count, expression)] }
        let isOwn = set.flags.contains(.anonymous)
        // Whoever reads a rule with a named set wants to know of the set, not what is in it just now; of a map what it
        // puts in.
        if !isOwn, dreg == nil || dreg == .verdict && !opensMaps {
            var next = self
            if !next.ask(set: name, fields, inverted) {
                next.meaning.conditions.unknown.append(next.fragment(key, expression))
            }
            if dreg != nil { next.add(.lookup(.nft(name: name))) }
            return [next]
        }
        guard let rows = elements(name).map({ NftKeyRange.all(of: set, $0) }) else {
            return [unread(dreg, sreg, count, expression)]
        }
        if dreg == nil, fields.count == 1 || inverted { return [asking(fields, rows, inverted, key, expression)] }
        guard rows.count <= RuleMeaning.mostElements else { return [unread(dreg, sreg, count, expression)] }
        return rows.map { row in
            var next = self
            if !row.element.isCatchall {
                for field in fields {
                    next.add(field, [row.comparison(inverted: false).part(field)], row.fragment(key, of: self))
                }
            }
            next.take(row.element, dreg)
            return next
        }
    }

    /// One test with all the elements.
    private func asking(
        _ fields: [RuleField], _ rows: [NftKeyRange], _ inverted: Bool, _ key: [RuleRegisters.Byte],
        _ expression: NftExpression
    ) -> NftRuleReader {
        var next = self
        let isAll = rows.contains(where: \.element.isCatchall)
        if isAll, !inverted { return next }
        guard fields.count == 1, !isAll else {
            next.meaning.conditions.unknown.append(fragment(key, expression))
            return next
        }
        if case .other = fields[0].place {
            // The set's name means nothing, and what is in it is the same for the same key.
            let keys = rows.map { $0.fragment(key, of: self) }
            next.add(fields[0], [], .any(of: keys, inverted: inverted))
            return next
        }
        next.add(fields[0], rows.map { $0.comparison(inverted: inverted).part(fields[0]) }, fragment(key, expression))
        if rows.contains(where: { $0.element.isLimited }) {
            next.meaning.conditions.others.append(OtherTest(.rate, fragment(key, expression)))
        }
        return next
    }

    /// Of a named set: true where it is of one field that has members.
    private mutating func ask(set name: String, _ fields: [RuleField], _ inverted: Bool) -> Bool {
        guard fields.count == 1, let field = fields.first else { return false }
        let set = SetReference.nft(name: name)
        switch field.place {
        case .source where isAddress(field): meaning.conditions.sources.append(.init(.members(set), inverted: inverted))
        case .destination where isAddress(field):
            meaning.conditions.destinations.append(.init(.members(set), inverted: inverted))
        case .proto where field.isWhole(1):
            meaning.conditions.protocols.append(.init(.members(set), inverted: inverted))
        case .sourcePort where field.isWhole(2):
            meaning.conditions.sourcePorts.append(.init(.members(set), inverted: inverted))
        case .destinationPort where field.isWhole(2):
            meaning.conditions.destinationPorts.append(.init(.members(set), inverted: inverted))
        case .inputName where field.isPlain: meaning.conditions.inputs.append(.init(.members(set), inverted: inverted))
        case .outputName where field.isPlain:
            meaning.conditions.outputs.append(.init(.members(set), inverted: inverted))
        case .other(let subject):
            meaning.conditions.others.append(
                OtherTest(subject, .members(set, of: field.loads.map { registers.loads[$0] })))
        default: return false
        }
        return true
    }

    private func isAddress(_ field: RuleField) -> Bool {
        if case .ip(let family)? = network { field.isWhole(family.width / 8) } else { false }
    }

    /// What an element puts in.
    private mutating func take(_ element: NftElement, _ dreg: NftLookupTarget?) {
        if element.isLimited {
            let limits = element.expressions.map { RuleFragment.expression($0) }
            meaning.conditions.others += limits.map { OtherTest(.rate, $0) }
        }
        switch dreg {
        case nil: break
        case .verdict?: if let verdict = element.verdict { end(with: verdict) } else { add(.unknown) }
        case .register(let word)?:
            if let data = element.data { registers.store(data.bytes, at: word) } else { registers.forget(16, at: word) }
        }
    }

    /// Nobody knows what is in the set.
    private func unread(
        _ dreg: NftLookupTarget?, _ sreg: Int, _ count: Int, _ expression: NftExpression
    ) -> NftRuleReader {
        var next = self
        next.meaning.conditions.unknown.append(fragment(registers.bytes(sreg, count), expression))
        switch dreg {
        case nil: break
        case .verdict?: next.add(.unknown)
        case .register(let word)?: next.registers.forget(16, at: word)
        }
        return next
    }
}

/// One element of a set with the keys that it covers: a single one, a range, or, of concatenations, a range of each part.
struct NftKeyRange {
    var from: [UInt8]
    var to: [UInt8]
    var element: NftElement

    /// Intervals are two elements each, save where the parts of concatenations have ends of their own.
    static func all(of set: NftSet, _ elements: [NftElement]) -> [NftKeyRange] {
        guard set.flags.contains(.interval), set.fieldLengths.count < 2 else {
            return elements.map { element in
                let key = element.key?.bytes ?? []
                return NftKeyRange(from: key, to: element.keyEnd?.bytes ?? key, element: element)
            }
        }
        let sorted = elements.filter { $0.key != nil && !$0.isCatchall }.sorted { a, b in
            let order = NftData.compare(a.key?.bytes ?? [], b.key?.bytes ?? [])
            return order == 0 ? a.isIntervalEnd && !b.isIntervalEnd : order < 0
        }
        var rows: [NftKeyRange] = []
        for (index, element) in sorted.enumerated() where !element.isIntervalEnd {
            let from = element.key?.bytes ?? []
            let next = index + 1 < sorted.count ? sorted[index + 1].key?.bytes : nil
            let to = next.map(Self.predecessor) ?? [UInt8](repeating: 0xff, count: from.count)
            rows.append(NftKeyRange(from: from, to: to, element: element))
        }
        return rows
            + elements.filter(\.isCatchall).map { NftKeyRange(from: [], to: [], element: $0) }
    }

    private static func predecessor(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for index in bytes.indices.reversed() {
            bytes[index] &-= 1
            if bytes[index] != 0xff { break }
        }
        return bytes
    }

    func comparison(inverted: Bool) -> NftComparison {
        from == to ? .equal(from, inverted: inverted) : .range(from, to, inverted: inverted)
    }

    /// The same question as a comparison without a set.
    func fragment(_ key: [RuleRegisters.Byte], of reader: NftRuleReader) -> RuleFragment {
        reader.fragment(key, .range(sreg: 0, inverted: false, from: NftData(from), to: NftData(to)))
    }
}

extension NftElement {
    /// Whether it lets a packet through may change with each.
    fileprivate var isLimited: Bool {
        expressions.contains { expression in
            switch expression {
            case .limit, .quota, .connlimit: true
            default: false
            }
        }
    }
}
