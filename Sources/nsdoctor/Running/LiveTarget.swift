import Collectors
import Kernel
import NetworkModel

/// A target of this machine that is looked at for a while, until a signal comes.
enum LiveTarget {
    static func open(
        _ target: TargetWords, asking destinations: [Destination]
    ) throws(Failure) -> (signals: StopSignals, collector: Collector) {
        let signals: StopSignals
        do throws(SystemError) {
            // Before other threads are made.
            signals = try StopSignals()
        } catch {
            throw Failure(.bug, error.description)
        }
        let collector = Collector.live()
        try target.aim(collector)
        collector.ask(about: destinations)
        return (signals, collector)
    }
}
