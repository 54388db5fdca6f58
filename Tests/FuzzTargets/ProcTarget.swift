import Addresses
import KernelWire
import NetworkModel

/// Files of /proc and /etc. They are short and their readers quick, so each text is given to all.
enum ProcTarget {
    static func run(_ bytes: [UInt8]) {
        _ = NeighborStatistics.listing(bytes)
        _ = MountLine.all(inMountinfo: bytes)
        _ = NsfsMount.all(inMountinfo: bytes)
        _ = KernelLog.stuckDevices([bytes], now: 1 << 40)
        _ = KernelLog.isTelling(bytes)
        _ = KeyManagers.isThere(netlink: bytes, pfkey: bytes)
        _ = QueueReader.listing(bytes)
        _ = HashlimitBucket.listing(bytes)
        _ = RecentAddress.listing(bytes, Jiffies(uptime: .max, perSecond: 250))
        _ = RecentAddress.listing(bytes, Jiffies(uptime: 0, perSecond: 0))
        _ = PacketSocket.listing(bytes)
        _ = Netstat.listing(bytes)
        _ = ProcStat(bytes)
        _ = ProcStatus(bytes)
        let cgroup = CgroupFile(bytes)
        if let path = CgroupFile.unifiedPath(in: bytes) { _ = Container(cgroupPath: path) }
        _ = Container(cgroupPath: String(decoding: bytes, as: UTF8.self))
        hold(cgroup == CgroupFile(bytes), "a cgroup file is read in two ways")
        _ = IPVSService.listing(bytes)
        _ = LinkManager(networkd: bytes)
        _ = LinkManager(networkManager: bytes)
        for family in [IPAddress.Family.inet, .inet6] { _ = Socket.listing(bytes, proto: .udp, family: family) }
        for layout in [ProtocolCounters.Layout.pairs, .rows] {
            var counters = ProtocolCounters(layout)
            let first = counters.values(of: bytes)
            hold(first.count == counters.fields.count, "values without a name")
            hold(counters.values(of: bytes) == first, "the same text has other values")
        }
        hold(SoftnetCounters.values(of: bytes).count == SoftnetCounters.fields.count, "values without a name")
        for line in bytes.split(separator: UInt8(ascii: "\n")) { _ = TraceLine(line) }
        _ = ARPMessage(bytes)
    }

    static func resolv(_ bytes: [UInt8]) {
        _ = ResolvConf(text: bytes)
        _ = DockerResolver.upstreams(bytes)
        _ = Nsswitch.hosts(in: bytes)
        words(String(decoding: bytes.prefix(200), as: UTF8.self))
    }

    /// What has a text of its own is what the text says.
    private static func words(_ text: String) {
        if let address = IPAddress(text) { hold(IPAddress(address.description) == address, "address") }
        if let prefix = IPPrefix(text) { hold(IPPrefix(prefix.description) == prefix, "prefix") }
        if let mac = LinkLayerAddress(text) { hold(LinkLayerAddress(mac.description) == mac, "hardware address") }
    }
}
