import NetworkModel

// To ask is to look: a question has an answer, and whoever asks uses it. To prefetch is to have facts fetched that
// will be
// asked for later; it says nothing about them. Facts that are met one after the other would cost a round each.

extension SnapshotQuery {
    /// Has facts fetched: notes those that the snapshot does not answer yet, and nothing else.
    ///
    /// They count as lacking. What follows from them may have to be prefetched too, so whoever prefetches comes by
    /// again in the next round.
    public func prefetch(_ wanted: Need...) { prefetch(wanted) }

    public func prefetch(_ wanted: [Need]) {
        for need in wanted where !answers(need) { lack(need) }
    }

    /// Whether all these facts were read, or cannot be. Those that are lacking are noted, all of them at once.
    public func has(_ wanted: [Need]) -> Bool {
        let before = lacks
        prefetch(wanted)
        return lacks == before
    }

    /// Whether the snapshot answers a need, be it with absence or with the reason why it could not be read. Of a
    /// namespace that is not there everything is answered so.
    func answers(_ need: Need) -> Bool {
        switch need {
        case .program(let id): snapshot.programs?[id] != nil
        case .cgroupPrograms(let pid): snapshot.cgroupPrograms?[pid] != nil
        case .holders: snapshot.namespaces.values.allSatisfy { $0.holders != nil }
        case .namespaces: snapshot.isNodeWide || snapshot.hasAllNamespaces == true
        case .resolver(let pid): snapshot.resolvers[pid] != nil
        case .census: snapshot.census != nil
        case .hostFact(let fact): answers(fact)
        default: need.netns.flatMap(index)?.answers(need) ?? true
        }
    }
}
