import Collectors
import NetworkModel

/// What was watched, and what is to be diagnosed by it.
struct Watched {
    var counters: WatchedCounters
    /// Holds what there was when it began, where the target has gone meanwhile.
    var collector: Collector?
}
