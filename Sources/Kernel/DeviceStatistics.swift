import CLinux
import Glibc
import NetworkModel

/// What the driver of a device counts, `ethtool -S`: names and numbers that are its own, and no contract of the kernel's.
public final class DeviceStatistics {
    private let ifname: String
    /// The driver's name. Hostile.
    public let driver: String
    /// Hostile. There are others when the device gets more queues.
    public private(set) var names: [String] = []
    /// Another number whenever the names are others.
    public private(set) var edition = 0
    /// Behind one word that belongs to the kernel.
    private var words: [UInt64] = []

    /// - Parameters:
    ///   - ifname: of a link that was just seen: for a name that no link has the kernel looks for a module (dev_load).
    ///   - socket: of the device's namespace.
    public init(_ ifname: String, _ socket: NetlinkSocket) throws(SystemError) {
        self.ifname = ifname
        driver = try socket.offloads(of: ifname).driver
        try readNames(socket)
    }

    /// One for each name; asks the device, which may take it a millisecond.
    public func values(_ socket: NetlinkSocket) throws(SystemError) -> [UInt64] {
        for _ in 0..<3 {
            let count = Int(
                nsd_device_statistic_values(socket.descriptor, ifname, &words, UInt32(clamping: words.count - 1)))
            guard count >= 0 else { throw failure(count) }
            if count == names.count { return Array(words[1..<(1 + count)]) }
            try readNames(socket)
        }
        throw failure(Int(-EAGAIN))
    }

    private func readNames(_ socket: NetlinkSocket) throws(SystemError) {
        let width = Int(NSD_ETH_GSTRING_LEN)
        let count = Int(nsd_device_statistics(socket.descriptor, ifname))
        guard count >= 0 else { throw failure(count) }
        var bytes = [CChar](repeating: 0, count: 2 * count * width)
        let filled = Int(nsd_device_statistic_names(socket.descriptor, ifname, &bytes, UInt32(clamping: 2 * count)))
        guard filled >= 0 else { throw failure(filled) }
        guard filled <= 2 * count else { throw failure(Int(-EAGAIN)) }
        names = (0..<filled).map { index in
            let name = bytes[(index * width)..<((index + 1) * width)].prefix { $0 != 0 }
            return String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        words = [UInt64](repeating: 0, count: 1 + 2 * filled)
        edition += 1
    }

    private func failure(_ status: Int) -> SystemError {
        SystemError("ask \(ifname) for its statistics", code: Int32(clamping: -status))
    }
}
