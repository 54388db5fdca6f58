import Glibc
import Kernel
import KernelWire
import NetworkModel

/// Reads the counters of a plan, as often as it is asked. Namespaces are entered once; what is opened there stays open.
public final class CounterReader {
    private let places: [CounterPlaceReader]
    private let readsRulesOnly: Bool
    /// Why some are not read, in sentences.
    public private(set) var gaps: [String] = []

    /// - Parameter collector: it holds the namespaces open.
    public init(_ plan: CounterPlan, _ collector: Collector) {
        let own = collector.snapshot.ownNetns
        let wanted = plan.places.compactMap { place in collector.handle(of: place.netns).map { (place, $0) } }
        // Our own first: there is no way back to it without a privilege.
        let order = wanted.indices.sorted {
            (wanted[$0].0.netns == own ? 0 : 1, $0) < (wanted[$1].0.netns == own ? 0 : 1, $1)
        }
        let opened: [Int: Result<CounterPlaceReader, SystemError>]? = try? NamespaceThread.run { visitor in
            var opened: [Int: Result<CounterPlaceReader, SystemError>] = [:]
            for index in order {
                let (place, handle) = wanted[index]
                opened[index] = Result { () throws(SystemError) in
                    if place.netns != own { try visitor.enter(handle) }
                    return try CounterPlaceReader(place, inside: handle)
                }
            }
            return opened
        }
        var places: [CounterPlaceReader] = []
        for index in wanted.indices {
            switch opened?[index] {
            case .success(let reader): places.append(reader)
            case .failure(let error): gaps.append("counters of netns \(wanted[index].0.netns): \(error.description)")
            case nil: gaps.append("counters of netns \(wanted[index].0.netns): no thread could be made")
            }
        }
        self.places = places
        readsRulesOnly = plan.readsRulesOnly
    }

    /// Nothing can be read at all.
    public var isEmpty: Bool { places.isEmpty }

    public func sample() -> CounterSample {
        let begin = Self.microseconds
        var sample = CounterSample(microseconds: 0)
        if readsRulesOnly {
            for place in places { place.readRules(into: &sample.rows) }
        } else {
            for place in places { place.read(into: &sample.rows) }
            // What the machine has once, any of its namespaces tells.
            places.first?.readMachine(into: &sample.rows)
        }
        sample.microseconds = begin + (Self.microseconds - begin) / 2
        for gap in places.flatMap({ $0.takeGaps() }) where !gaps.contains(gap) { gaps.append(gap) }
        return sample
    }

    private static var microseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }
}
