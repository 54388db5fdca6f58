import Addresses
import Glibc
import Kernel
import KernelWire
import NetworkModel

/// Reads facts about the machine as a whole. Files are those of our own mount namespace, and only looked at.
enum HostFactReader {
    static func read(_ fact: HostFact, into facts: inout HostFacts) {
        switch fact {
        case .tunReaders: facts.tunReaders = .known(TunReaders.find())
        case .addressPools: facts.addressPools = AddressPools().read()
        case .containerNetworks: facts.containerNetworks = .known(ContainerNetworks.read())
        case .pluginFiles: facts.pluginFiles = .known(PluginFiles(configs: CNIConfig.all().map(\.installed)))
        case .pluginResult(let address):
            facts.pluginResults = (facts.pluginResults ?? [:]).merging([address.description: CNIResults.of(address)]) {
                $1
            }
        case .stuckDevices: facts.stuckDevices = stuckDevices()
        case .linkManager(let ifindex): facts.linkManagers[ifindex] = linkManager(ifindex)
        }
    }

    private static func linkManager(_ ifindex: Int) -> Observed<LinkManager> {
        if let bytes = try? Files.read("/run/systemd/netif/links/\(ifindex)", limit: 65536),
            let manager = LinkManager(networkd: bytes)
        {
            return .known(manager)
        }
        if let bytes = try? Files.read("/run/NetworkManager/devices/\(ifindex)", limit: 65536),
            let manager = LinkManager(networkManager: bytes)
        {
            return .known(manager)
        }
        return .absent
    }

    /// A log of the kernel has some thousand records, one for each read(2).
    private static let mostRecords = 65_536

    private static func stuckDevices() -> Observed<[StuckDevice]> {
        Observed.reading { () throws(SystemError) in
            let log = try Descriptor.open("/dev/kmsg", O_RDONLY | O_NONBLOCK)
            var telling: [[UInt8]] = []
            var buffer = [UInt8](repeating: 0, count: 8192)
            for _ in 0..<mostRecords {
                let count = buffer.withUnsafeMutableBytes { Glibc.read(log.raw, $0.baseAddress, $0.count) }
                // EPIPE: records were overwritten while we read, and reading goes on behind them.
                if count < 0, errno == EPIPE || errno == EINTR { continue }
                guard count > 0 else {
                    if count < 0, errno != EAGAIN { throw SystemError("read /dev/kmsg", code: errno) }
                    break
                }
                let record = Array(buffer[..<count])
                if KernelLog.isTelling(record) { telling.append(record) }
            }
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            let microseconds = UInt64(clamping: now.tv_sec) * 1_000_000 + UInt64(clamping: now.tv_nsec / 1000)
            return KernelLog.stuckDevices(telling, now: microseconds)
        }
    }
}
