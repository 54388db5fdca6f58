import Analysis
import NetworkModel
import SnapshotQuery
import Topology

/// Where we stand. From inside a container its own links can be seen, and nothing of what they are plugged into.
enum Vantage {
    static func sentence(_ analysis: TargetAnalysis) -> String? {
        let links = analysis.query.standsInside(analysis.scope).map(\.ifname)
        guard !links.isEmpty else { return nil }
        return "seen from inside only: the other end of \(links.joined(separator: ", ")) is out of sight; "
            + "run it on the host for all of it"
    }
}
