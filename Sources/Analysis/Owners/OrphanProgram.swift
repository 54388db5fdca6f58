import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// A program of BPF that a network plugin has attached where the target's packets pass, while the plugin's agent, which fills
/// the program's tables, is no process that can be seen.
public struct OrphanProgram: Sendable {
    /// The link that it is attached to; nil where that is a cgroup.
    public let ref: LinkRef?
    /// `tcx ingress`, `tc egress`, `xdp`, `cgroup connect4`.
    public let place: String
    /// Hostile, as any program's name for itself.
    public let name: String
    /// The process name of the agent that is missed.
    public let agent: String
    /// It stops a traced packet.
    public let isStopping: Bool
    /// The way of a traced packet is not known from its namespace on, and what the program returns is not either.
    public let isDeciding: Bool
}

extension TargetAnalysis {
    /// What programs and filters of Cilium are called, in newer and older versions.
    private static let prefixes = ["cil_", "bpf_lxc.o", "bpf_host.o", "bpf_netdev", "bpf_overlay.o", "bpf_xdp.o"]
    private static let agent = "cilium-agent"

    /// Asked for processes only where such a program was met.
    func findOrphanPrograms() -> [OrphanProgram] {
        guard !scope.isNode else { return [] }
        let met = metPrograms().filter { program in Self.prefixes.contains { program.name.hasPrefix($0) } }
        guard !met.isEmpty, let census = query.census().value,
            !census.daemons.contains(where: { $0.comm == Self.agent })
        else { return [] }
        let ends = asked.flatMap { path in path.answer.traces.flatMap { [$0.forward] + $0.replies } }
            .filter { !$0.disposition.isSuccess }
        return met.map { program in
            let home = program.ref?.netns ?? scope.subjects.first
            return OrphanProgram(
                ref: program.ref, place: program.place, name: program.name, agent: Self.agent,
                isStopping: ends.contains { end in
                    guard let dropPoint = end.dropPoint, [.tc, .xdp, .cgroup].contains(dropPoint.stage) else {
                        return false
                    }
                    return dropPoint.link == program.ref && dropPoint.netns == home
                },
                isDeciding: !program.isConstant
                    && ends.contains { $0.disposition == .unknown && $0.dropPoint?.netns == home })
        }
    }

    struct Met {
        var ref: LinkRef?
        var place: String
        var name: String
        /// What it returns is known, whatever it is given.
        var isConstant: Bool

        init(_ ref: LinkRef?, _ place: String, _ program: BPFProgram?, filter: BPFFilter? = nil) {
            (self.ref, self.place) = (ref, place)
            name = filter?.name ?? program?.name ?? ""
            isConstant = program?.constant != nil || filter?.constant != nil
        }
    }

    /// Programs on links that packets pass, which are those whose traffic control was read, and on the target's cgroup.
    func metPrograms() -> [Met] {
        var met: [Met] = []
        for (id, namespace) in query.snapshot.namespaces.sorted(by: { $0.key < $1.key }) {
            for (ifindex, traffic) in (namespace.traffic ?? [:]).sorted(by: { $0.key < $1.key }) {
                let ref = LinkRef(id, ifindex)
                for direction in LinkTraffic.Direction.allCases { met += programs(traffic.value, direction, ref) }
                if let id = namespace.link(ifindex)?.xdp?.programId { met.append(Met(ref, "xdp", program(id))) }
            }
        }
        if let pid = query.snapshot.target?.pid, let cgroup = query.snapshot.cgroupPrograms?[pid]?.value {
            for hook in CgroupPrograms.Hook.allCases {
                met += cgroup.at(hook).map { Met(nil, "cgroup \(hook.rawValue)", program($0)) }
            }
        }
        return met
    }

    private func programs(_ traffic: LinkTraffic?, _ direction: LinkTraffic.Direction, _ ref: LinkRef) -> [Met] {
        guard let traffic else { return [] }
        let filters = traffic.filters(direction).compactMap { filter -> Met? in
            guard case .bpf(let found) = filter.match else { return nil }
            return Met(ref, "tc \(direction.rawValue)", found.programId.flatMap { program($0) }, filter: found)
        }
        return (traffic.tcx(direction).value ?? []).map { Met(ref, "tcx \(direction.rawValue)", program($0)) } + filters
    }

    private func program(_ id: Int) -> BPFProgram? { query.program(id).value }
}
