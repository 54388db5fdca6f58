import NetworkModel

/// What the questions of one round lacked: collected here and nowhere else, fetched before the next round.
struct Needs {
    private(set) var all: Set<Need> = []
    /// How often something was lacking, be it the same thing again: `all` does not grow then.
    private(set) var lacks = 0

    mutating func note(_ need: Need) {
        all.insert(need)
        lacks += 1
    }

    /// Those of a round in which the same was asked with something changed.
    mutating func note(_ others: Set<Need>) {
        all.formUnion(others)
        lacks += others.count
    }

    /// An answer that is remembered lacked something when it was worked out; what that was is noted already.
    mutating func noteAgain() { lacks += 1 }
}
