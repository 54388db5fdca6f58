import NetworkModel

extension Difference {
    /// What changed from one look at a target to another.
    public init(from old: Observation, to new: Observation) {
        self.init()
        let pairs = NamespacePairs(old.snapshot, new.snapshot)
        for pair in pairs.both {
            guard let before = old.snapshot.namespaces[pair.old], let after = new.snapshot.namespaces[pair.new] else {
                continue
            }
            // Of one namespace a link that only one look has read has its number in the other.
            let isSame = pair.old == pair.new
            compare(
                Place(before, in: old.snapshot, naming: isSame ? after.linkNames : [:]),
                Place(after, in: new.snapshot, naming: isSame ? before.linkNames : [:]))
        }
        compare(
            pairs.places(of: old.snapshot, lacking: pairs.onlyOld),
            pairs.places(of: new.snapshot, lacking: pairs.onlyNew))
        compare(old.judgement, new.judgement)
        foldForwarding()
        changes = Explanations(old, new).marked(changes).stableSorted { $0.topic < $1.topic }
    }

    /// Whoever sets forwarding for the machine sets it for each link.
    private mutating func foldForwarding() {
        let settings = [("net.ipv4.ip_forward", "forwarding"), ("net.ipv6.conf.all.forwarding", "forwarding (IPv6)")]
        for (setting, name) in settings {
            for change in changes where change.topic == .sysctl && change.name == setting {
                guard let value = change.attributes.first else { continue }
                for index in changes.indices where changes[index].topic == .link && changes[index].place == change.place
                {
                    changes[index].attributes.removeAll {
                        $0.name == name && $0.before == value.before && $0.after == value.after
                    }
                }
            }
        }
        changes.removeAll { $0.topic == .link && $0.kind == .changed && $0.attributes.isEmpty }
    }
}

/// Which namespace of one snapshot is which of the other: by inode, and where the machine was started anew by what it is.
struct NamespacePairs {
    var both: [(old: NetnsID, new: NetnsID)] = []
    var onlyOld: [NetnsID] = []
    var onlyNew: [NetnsID] = []

    init(_ old: Snapshot, _ new: Snapshot) {
        var rest = Set(new.namespaces.keys)
        func pair(_ id: NetnsID, _ other: NetnsID?) -> Bool {
            guard let other, rest.remove(other) != nil else { return false }
            both.append((id, other))
            return true
        }
        var left: [NetnsID] = []
        for id in old.namespaces.keys.sorted() {
            let isSame = old.host.name == new.host.name && old.namespaces[id]?.isOwn == new.namespaces[id]?.isOwn
            if !(isSame && pair(id, new.namespaces[id]?.id)) { left.append(id) }
        }
        for id in left {
            guard let namespace = old.namespaces[id] else { continue }
            let own = namespace.isOwn ? new.ownNetns : nil
            let target = old.target?.netns == id ? new.target?.netns : nil
            let named = rest.sorted().first { other in
                !namespace.names.isEmpty && new.namespaces[other]?.names.first == namespace.names.first
            }
            if !pair(id, own) && !pair(id, target) && !pair(id, named) { onlyOld.append(id) }
        }
        onlyNew = rest.sorted()
        both.sort { ($0.old, $0.new) < ($1.old, $1.new) }
    }

    /// The namespaces that only one snapshot has, as things of the machine.
    func places(of snapshot: Snapshot, lacking ids: [NetnsID]) -> Place {
        var place = Place(name: "the machine")
        for id in ids { place.add(Fact(.namespace, snapshot.word(for: id))) }
        if !snapshot.isNodeWide, snapshot.hasAllNamespaces != true { place.gaps[.namespace] = "not looked for" }
        return place
    }
}

extension Array {
    func stableSorted(_ isBefore: (Element, Element) -> Bool) -> [Element] {
        enumerated().sorted { first, second in
            if isBefore(first.element, second.element) { return true }
            return !isBefore(second.element, first.element) && first.offset < second.offset
        }.map(\.element)
    }
}
