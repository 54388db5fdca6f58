import Glibc
import Kernel
import KernelWire
import NetworkModel

/// The counters of the links of one namespace: their own, those of their drivers, queues, bridges and VLANs.
final class CounterLinkReader {
    /// A link as it was at one look.
    struct Seen {
        let ifname: String
        let counters: LinkCounters

        var ifindex: Int { counters.ifindex }
    }

    private let place: CounterPlan.Place
    private let route: NetlinkSocket
    private var devices: [Device: DeviceReader] = [:]
    private var gaps: [String] = []

    private struct Device: Hashable {
        let ifname: String
        let ifindex: Int
    }

    /// What the driver counts; nothing where it does not.
    private struct DeviceReader {
        let statistics: DeviceStatistics?
        var edition = 0
        /// Shared by all rows as long as the names are the same.
        var fields: [CounterField] = []
    }

    init(_ place: CounterPlan.Place, _ route: NetlinkSocket) {
        (self.place, self.route) = (place, route)
    }

    func takeGaps() -> [String] {
        defer { gaps = [] }
        return gaps
    }

    /// Those that are there just now, in their order. A link that is gone may come back.
    func look() -> [Seen] {
        place.links.compactMap { link in
            let answer = try? route.get(
                Request.getLink(ifname: link.bytes), decode(LinkCounters.init(rtnetlink:)))
            return answer.map { Seen(ifname: link.ifname, counters: $0) }
        }
    }

    func queues(of seen: [Seen]) throws(SystemError) -> [QdiscCounters] {
        let indexes = Set(seen.map(\.ifindex))
        return try route.dump(
            Request.getQdiscs(),
            { (_, payload: RawSpan) throws(WireError) in try QdiscCounters(rtnetlink: payload, of: indexes) }
        ).rows
    }

    func read(_ seen: [Seen], _ queues: [QdiscCounters], into rows: inout [CounterRow]) {
        for link in seen {
            let source = CounterSource.link(netns: place.netns, ifname: link.ifname)
            rows.append(CounterRow(source, identity: link.ifindex, LinkCounters.fields, link.counters.values))
            readDevice(link, into: &rows)
            for queue in queues where queue.ifindex == link.ifindex {
                let source = CounterSource.qdisc(
                    netns: place.netns, ifname: link.ifname, kind: queue.kind, handle: queue.handle,
                    parent: queue.parent)
                rows.append(CounterRow(source, identity: link.ifindex, queue.fields, queue.values))
            }
            readBridge(link, among: seen, into: &rows)
        }
    }

    /// The link was just seen, so that asking loads no module.
    private func readDevice(_ link: Seen, into rows: inout [CounterRow]) {
        let key = Device(ifname: link.ifname, ifindex: link.ifindex)
        do throws(SystemError) {
            var device = try opened(key)
            guard let statistics = device.statistics else { return }
            let values = try statistics.values(route)
            if device.edition != statistics.edition {
                (device.edition, device.fields) = (statistics.edition, DeviceCounters.fields(statistics.names))
            }
            devices[key] = device
            let source = CounterSource.device(
                netns: place.netns, ifname: link.ifname, driver: statistics.driver)
            rows.append(CounterRow(source, identity: link.ifindex, device.fields, values))
        } catch {
            // It may come back, and then it is another.
            guard error.code != ENODEV else { return }
            devices[key] = DeviceReader(statistics: nil)
            if error.code != EOPNOTSUPP { gaps.append(error.description) }
        }
    }

    private func opened(_ key: Device) throws(SystemError) -> DeviceReader {
        if let device = devices[key] { return device }
        return DeviceReader(statistics: try DeviceStatistics(key.ifname, route))
    }

    private func readBridge(_ link: Seen, among seen: [Seen], into rows: inout [CounterRow]) {
        let options = link.counters.bridge
        let master = link.counters.bridgeMaster
        guard options.map({ $0.vlans || $0.multicast }) ?? (master != nil),
            let counters = try? route.get(
                Request.getBridgeCounters(ifindex: link.ifindex, isPort: options == nil),
                decode(BridgeCounters.init(rtnetlink:)))
        else { return }
        if let values = counters.values, options?.multicast ?? true {
            let source = CounterSource.bridge(netns: place.netns, ifname: link.ifname)
            rows.append(CounterRow(source, identity: link.ifindex, BridgeCounters.fields, values))
        }
        let portVLANs = seen.first { $0.ifindex == master }?.counters.bridge?.portVLANs ?? false
        guard options?.vlans ?? portVLANs else { return }
        for vlan in counters.vlans {
            let source = CounterSource.vlan(netns: place.netns, ifname: link.ifname, vid: vlan.vid)
            rows.append(CounterRow(source, identity: link.ifindex, BridgeCounters.vlanFields, vlan.values))
        }
    }
}
