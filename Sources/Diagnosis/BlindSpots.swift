import Analysis
import NetworkModel
import SnapshotQuery
import Topology

/// What no diagnosis looks at yet, whatever its privileges, and what this one could not. It stands beside every verdict,
/// because a fault in there is not found; whoever teaches nsdoctor to read one of these takes its line out here.
public enum BlindSpots {
    /// - Parameter isNode: packets are traced through rules for one target, and of a node for some of its namespaces.
    public static func all(isNode: Bool) -> [String] {
        isNode
            ? ["firewall rules and NAT, but for the simulated packets", "services and conntrack"]
            : ["conntrack entries"]
    }

    static func all(of analysis: TargetAnalysis) -> [String] {
        all(isNode: analysis.scope.isNode) + (analysis.hidesPrograms ? ["tcx programs"] : [])
            + (analysis.hidesCgroupPrograms ? ["programs on its cgroup"] : [])
    }
}

extension TargetAnalysis {
    /// The same of programs on the cgroup of the target's process, where there is more to see than from a user namespace:
    /// who may not ask about links is told so already.
    fileprivate var hidesCgroupPrograms: Bool {
        guard !scope.isNode, !hidesPrograms, let pid = query.snapshot.target?.pid else { return false }
        return query.snapshot.cgroupPrograms?[pid]?.reason != nil
    }

    /// Who may not ask bpf(2) sees tc's filters, but not what is attached beside them.
    fileprivate var hidesPrograms: Bool {
        !scope.isNode
            && query.snapshot.namespaces.values.lazy.compactMap(\.traffic).flatMap(\.values).contains { traffic in
                traffic.value?.tcxIngress.reason != nil
            }
    }
}
