import Addresses

/// One thing that was seen, by a name that does not change when the kernel numbers it anew, and what matters of it.
struct Fact: Hashable {
    struct Key: Hashable {
        var topic: Topic
        /// Hostile text.
        var name: String
    }

    struct Attribute: Hashable {
        var name: String
        var value: String
    }

    var key: Key
    var attributes: [Attribute] = []
    /// What stands in it in an order that matters: the rules of a chain. Nil where nobody has read them.
    var lines: [String]?
    /// They have no order.
    var isSet = false
    /// Tables are read by family, and addresses by link: what of that it belongs to.
    var family: IPAddress.Family?
    var link: String?
    /// It comes and goes by itself: its absence is no news.
    var isFleeting = false

    init(_ topic: Topic, _ name: String) { key = Key(topic: topic, name: name) }

    /// What is not known or is as usual is not told.
    mutating func add(_ name: String, _ value: String?) {
        if let value { attributes.append(Attribute(name: name, value: value)) }
    }

    mutating func add(_ name: String, _ value: (some BinaryInteger)?) { add(name, value.map { "\($0)" }) }

    mutating func add(_ name: String, _ value: Bool?) { add(name, value.map { $0 ? "yes" : "no" }) }

    /// A question of which nobody can tell how it fares.
    var isUndecided: Bool { key.topic == .question && value("fares") == "unknown" }

    /// A question that is answered: whether it is asked at all depends on others.
    var isUsual: Bool { key.topic == .question && ["answered", "meant", "unknown"].contains(value("fares")) }

    func value(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
}

/// All that was seen at one place, mostly a namespace.
struct Place {
    /// `the host`, `red`.
    var name: String
    var inode: UInt64?
    var facts: [Fact.Key: Fact] = [:]
    /// What is not here is not known not to be there, with the reason.
    var gaps: [Topic: String] = [:]
    /// Things that were asked for one by one: not here means not there.
    var asked: Set<Fact.Key> = []

    mutating func add(_ fact: Fact) {
        // Two of one name: told apart by their number.
        var (fact, number) = (fact, 2)
        let name = fact.key.name
        while facts[fact.key] != nil {
            if facts[fact.key] == fact { return }
            fact.key.name = "\(name) (\(number))"
            number += 1
        }
        facts[fact.key] = fact
    }

    /// Families of a table that were read as a whole.
    var families: [Topic: Set<IPAddress.Family>] = [:]
    /// Links whose addresses were asked for.
    var links: Set<String> = []

    /// Whether what is not here is not there.
    func knows(_ fact: Fact) -> Bool {
        if gaps[fact.key.topic] == nil || asked.contains(fact.key) { return true }
        if let link = fact.link, links.contains(link) { return true }
        return fact.family.map { families[fact.key.topic]?.contains($0) ?? false } ?? false
    }
}
