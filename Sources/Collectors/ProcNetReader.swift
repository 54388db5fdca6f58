import Addresses
import Glibc
import Kernel
import KernelWire
import NetworkModel

/// Reads files of /proc/net, on a thread that has entered the namespace.
enum ProcNetReader {
    /// A table of a hashlimit may have many rows.
    private static let mostBytes = 4 << 20

    static func read(_ file: ProcNetFile, into seen: inout ProcNet) {
        switch file {
        case .queueReaders: seen.queueReaders = read(file, QueueReader.listing)
        case .packetSockets: seen.packetSockets = read(file, PacketSocket.listing)
        case .neighborStatistics(.inet): seen.arpCache = read(file, NeighborStatistics.listing)
        case .neighborStatistics(.inet6): seen.ndiscCache = read(file, NeighborStatistics.listing)
        case .netstat: seen.netstat = read(file, Netstat.listing)
        case .ipvs: seen.ipvs = read(file, IPVSService.listing)
        case .hashlimit(.inet, let name): seen.hashlimits[name] = read(file, HashlimitBucket.listing)
        case .hashlimit(.inet6, let name): seen.hashlimits6[name] = read(file, HashlimitBucket.listing)
        case .recent(let name):
            guard let jiffies else {
                seen.recents[name] = .unknown("the kernel's clock is not known in this time namespace")
                return
            }
            seen.recents[name] = read(file) { RecentAddress.listing($0, jiffies) }
        }
    }

    static func failed(_ file: ProcNetFile, _ reason: String, into seen: inout ProcNet) {
        switch file {
        case .queueReaders: seen.queueReaders = .unknown(reason)
        case .packetSockets: seen.packetSockets = .unknown(reason)
        case .neighborStatistics(.inet): seen.arpCache = .unknown(reason)
        case .neighborStatistics(.inet6): seen.ndiscCache = .unknown(reason)
        case .netstat: seen.netstat = .unknown(reason)
        case .ipvs: seen.ipvs = .unknown(reason)
        case .hashlimit(.inet, let name): seen.hashlimits[name] = .unknown(reason)
        case .hashlimit(.inet6, let name): seen.hashlimits6[name] = .unknown(reason)
        case .recent(let name): seen.recents[name] = .unknown(reason)
        }
    }

    /// Absent where there is no such file: the module that would write it is not there, or has no table of that name.
    private static func read<Value>(_ file: ProcNetFile, _ list: ([UInt8]) -> Value) -> Observed<Value> {
        guard let path = file.path else { return .absent }
        let bytes = Observed.reading { () throws(SystemError) in
            try Files.read("/proc/thread-self/net/\(path)", limit: mostBytes)
        }
        return bytes.flatMap { bytes in
            bytes.count < mostBytes ? .known(list(bytes)) : .unknown("\(path) of /proc/net is longer than is read")
        }
    }

    /// Nil where CLOCK_MONOTONIC is not the kernel's own, which has PROC_TIME_INIT_INO.
    private static var jiffies: Jiffies? {
        if let link = try? Files.readLink("/proc/self/ns/time"), link != "time:[4026531834]" { return nil }
        var (uptime, tick) = (timespec(), timespec())
        guard clock_gettime(CLOCK_MONOTONIC, &uptime) == 0, clock_getres(CLOCK_MONOTONIC_COARSE, &tick) == 0,
            tick.tv_sec == 0, tick.tv_nsec > 0
        else { return nil }
        return Jiffies(
            uptime: UInt64(clamping: uptime.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: uptime.tv_nsec),
            perSecond: 1_000_000_000 / UInt64(clamping: tick.tv_nsec))
    }
}

extension ProcNet {
    /// Takes over what was read later.
    mutating func merge(_ later: ProcNet) {
        queueReaders = later.queueReaders ?? queueReaders
        packetSockets = later.packetSockets ?? packetSockets
        arpCache = later.arpCache ?? arpCache
        ndiscCache = later.ndiscCache ?? ndiscCache
        netstat = later.netstat ?? netstat
        ipvs = later.ipvs ?? ipvs
        hashlimits.merge(later.hashlimits) { $1 }
        hashlimits6.merge(later.hashlimits6) { $1 }
        recents.merge(later.recents) { $1 }
    }
}
