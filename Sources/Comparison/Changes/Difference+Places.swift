extension Difference {
    /// Adds what differs between two places of one name.
    mutating func compare(_ old: Place, _ new: Place) {
        let keys = Set(old.facts.keys).union(new.facts.keys)
        var lost: [Topic: [String]] = [:]
        var gained: [Topic: [String]] = [:]
        let order = keys.sorted { ($0.topic, $0.name) < ($1.topic, $1.name) }
        for key in order {
            switch (old.facts[key], new.facts[key]) {
            case (let before?, let after?):
                if before.isUndecided != after.isUndecided {
                    if after.isUndecided {
                        lost[key.topic, default: []].append(key.name)
                    } else {
                        gained[key.topic, default: []].append(key.name)
                    }
                    continue
                }
                compare(before, after, old, new)
                if before.lines != nil, after.lines == nil { lost[.rule, default: []].append(key.name) }
                if before.lines == nil, after.lines != nil { gained[.rule, default: []].append(key.name) }
            case (let before?, nil):
                if before.isFleeting || before.isUsual { continue }
                if new.knows(before) {
                    add(.removed, before, old, new)
                } else {
                    lost[key.topic, default: []].append(key.name)
                }
            case (nil, let after?):
                if after.isFleeting || after.isUsual { continue }
                if old.knows(after) {
                    add(.added, after, old, new)
                } else {
                    gained[key.topic, default: []].append(key.name)
                }
            case (nil, nil): continue
            }
        }
        note(lost, isLost: true, new)
        note(gained, isLost: false, old)
    }

    private mutating func note(_ names: [Topic: [String]], isLost: Bool, _ place: Place) {
        for (topic, names) in names.sorted(by: { $0.key < $1.key }) {
            unseen.append(
                Unseen(
                    place: place.name, topic: topic, names: names, isLost: isLost,
                    reason: place.gaps[topic] ?? (topic == .question ? "nobody can tell" : "not read")))
        }
    }

    private mutating func add(_ kind: Change.Kind, _ fact: Fact, _ old: Place, _ new: Place) {
        var change = Change(old, new, kind, fact)
        change.attributes = fact.attributes.map { attribute in
            kind == .added
                ? .init(name: attribute.name, before: nil, after: attribute.value)
                : .init(name: attribute.name, before: attribute.value, after: nil)
        }
        changes.append(change)
        guard let lines = fact.lines, fact.key.topic == .chain else { return }
        for (index, text) in lines.enumerated() {
            var line = Change(old, new, kind, fact)
            (line.topic, line.text, line.position) = (.rule, text, index + 1)
            changes.append(line)
        }
    }

    private mutating func compare(_ before: Fact, _ after: Fact, _ old: Place, _ new: Place) {
        var differing: [Change.Attribute] = []
        var names = before.attributes.map(\.name)
        names += after.attributes.map(\.name).filter { !names.contains($0) }
        for name in names {
            let (was, now) = (before.value(name), after.value(name))
            guard was != now else { continue }
            if Self.told.contains(name) { continue }
            if Self.dependsOnSight.contains(name), was == nil || now == nil { continue }
            differing.append(.init(name: name, before: was, after: now))
        }
        if !differing.isEmpty {
            var change = Change(old, new, .changed, after)
            change.attributes = differing
            changes.append(change)
        }
        guard let oldLines = before.lines, let newLines = after.lines else { return }
        for edit in Lines.edits(oldLines, newLines, isSet: before.isSet) {
            var change = Change(old, new, edit.kind, after)
            if change.topic == .chain { change.topic = .rule }
            change.text = edit.text
            change.position = before.isSet ? nil : edit.position
            changes.append(change)
        }
    }

    /// Properties that say what something is, in words that hold numbers.
    private static let told: Set<String> = ["summary", "source"]

    /// Properties that are missing where something else was not looked at.
    private static let dependsOnSight: Set<String> = ["other end", "vlans", "hardware address"]
}

extension Change {
    fileprivate init(_ old: Place, _ new: Place, _ kind: Kind, _ fact: Fact) {
        self.init(
            place: new.name, before: old.inode, after: new.inode, topic: fact.key.topic, kind: kind, name: fact.key.name
        )
    }
}
