import Analysis
import Capture
import Collectors
import Glibc
import Kernel
import KernelWire
import NetworkModel
import SnapshotQuery

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
