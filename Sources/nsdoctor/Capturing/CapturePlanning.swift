import Analysis
import Capture
import Collectors
import Glibc
import Kernel
import KernelWire
import NetworkModel
import SnapshotQuery

/// From a target to what is looked at on its way, with rounds as a diagnosis has them.
enum CapturePlanning {
    private static let mostRounds = 60

    static func plan(_ collector: Collector) -> CapturePlan { plan(collector) { CapturePlan($0) }.plan }

    /// - Parameter make: of an analysis; its query says what was lacking.
    static func plan<Plan>(
        _ collector: Collector, _ make: (TargetAnalysis) -> Plan
    ) -> (plan: Plan, analysis: TargetAnalysis) {
        var analysis = TargetAnalysis(collector.snapshot, isFinal: false)
        for _ in 0..<mostRounds {
            if !analysis.isTracing, analysis.query.needs.isEmpty {
                let plan = make(analysis)
                if analysis.query.needs.isEmpty { return (plan, analysis) }
            }
            collector.answer(analysis.query.needs)
            analysis = TargetAnalysis(collector.snapshot, after: analysis, isFinal: false)
        }
        analysis = TargetAnalysis(collector.snapshot, after: analysis)
        return (make(analysis), analysis)
    }
}

extension CaptureOrder {
    /// Memory for packets that were not read yet, of all places together.
    private static let mostBuffer = 64 << 20

    /// - Parameter collector: it holds the namespaces open, also while another process enters them.
    init(_ plan: CapturePlan, _ collector: Collector, filter: String?) {
        self.filter = filter
        for place in plan.places {
            guard let handle = collector.handle(of: place.ref.netns) else { continue }
            places.append(
                Place(
                    name: place.name, namespace: "/proc/\(getpid())/fd/\(handle.rawDescriptor)",
                    netns: place.ref.netns, ifindex: place.ref.ifindex, ifname: place.ifname, choice: place.choice,
                    isFiltered: place.isUntranslated))
        }
        buffer = min(8 << 20, Self.mostBuffer / max(places.count, 1))
        (vxlan, geneve) = (plan.tunnelPorts.vxlan, plan.tunnelPorts.geneve)
    }
}
