import NetworkModel
import Routing

/// The translating rules of namespaces, read once for all questions of a round.
final class TranslationIndex {
    private let routerCache: RouterCache
    private var known: [NetnsID: [TranslationRule]] = [:]

    init(_ routerCache: RouterCache) {
        self.routerCache = routerCache
    }

    func rules(in id: NetnsID) -> [TranslationRule] {
        if let rules = known[id] { return rules }
        let rules = routerCache.translations(in: id)
        known[id] = rules
        return rules
    }
}
