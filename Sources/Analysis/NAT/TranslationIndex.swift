import NetworkModel
import Routing

/// The translating rules of namespaces, read once for all questions of a round.
final class TranslationIndex {
    private let roads: Roads
    private var known: [NetnsID: [TranslationRule]] = [:]

    init(_ roads: Roads) {
        self.roads = roads
    }

    func rules(in id: NetnsID) -> [TranslationRule] {
        if let rules = known[id] { return rules }
        let rules = roads.translations(in: id)
        known[id] = rules
        return rules
    }
}
