import Analysis
import Collectors
import SnapshotQuery

/// From a target to a plan of what is to be done about it, with rounds as a diagnosis has them.
enum TargetPlanning {
    private static let mostRounds = 60

    /// - Parameter make: asks the analysis, which notes what it lacks.
    static func plan<Plan>(_ collector: Collector, _ make: (TargetAnalysis) -> Plan) -> Plan {
        var analysis = TargetAnalysis(collector.snapshot, isFinal: false)
        for _ in 0..<mostRounds {
            if !analysis.isTracing, analysis.query.needs.isEmpty {
                let plan = make(analysis)
                if analysis.query.needs.isEmpty { return plan }
            }
            collector.answer(analysis.query.needs)
            analysis = TargetAnalysis(collector.snapshot, after: analysis, isFinal: false)
        }
        return make(TargetAnalysis(collector.snapshot, after: analysis))
    }
}
