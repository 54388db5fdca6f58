import CLinux
import Glibc
import Kernel
import KernelWire
import NetworkModel

/// A drop as the kernel tells it.
public struct WatchedDrop: Hashable, Codable, Sendable {
    public var drop: PacketCapture.Drop
    /// The link that it came in by; nobody says in which namespace.
    public var ifindex: Int?
}

/// A process of its own that has drop_monitor on: nothing switches it off when whoever asked for it dies, so this process
/// does, as soon as it sees that.
public final class DropWatcher {
    /// What is in the first line of its answer.
    public static let started = "on\n"
    /// The descriptor on which it answers.
    public static let answers = OwnProcess.answers
    private static let mostBytes = 16 << 20

    private let process: OwnProcess
    private var order: Descriptor?

    /// Waits until drop_monitor is on.
    /// - Parameter words: the program's path and its arguments.
    public init(_ words: [String]) throws(SystemError) {
        let (orderReader, orderWriter) = try OwnProcess.pipe()
        process = try OwnProcess(words, input: orderReader, outlivesUs: true)
        order = orderWriter
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.last != UInt8(ascii: "\n"), line.count < 1000, Glibc.read(process.reader.raw, &byte, 1) == 1 {
            line.append(byte)
        }
        let text = String(decoding: line, as: UTF8.self)
        guard text == Self.started else {
            process.wait()
            throw SystemError(text.isEmpty ? "watch drops" : String(text.dropLast()), code: EIO)
        }
    }

    /// Switches it off, and gives what it said.
    public func finish() -> [UInt8] {
        order = nil
        let bytes = (try? process.reader.read(limit: Self.mostBytes))?.bytes ?? []
        process.wait()
        return bytes
    }

    // MARK: In the other process

    /// Watches until standard input ends; each flow and reason once, with how many packets it was.
    /// - Parameter isOn: called as soon as drops are told.
    public static func watch(isOn: () -> Void) throws(SystemError) -> [WatchedDrop] {
        let monitor = try DropMonitor()
        isOn()
        var drops: [WatchedDrop] = []
        var places: [WatchedDrop: Int] = [:]
        monitor.read(until: STDIN_FILENO) { alert in
            guard let packet = alert.packet else { return }
            let drop = WatchedDrop(
                drop: PacketCapture.Drop(
                    symbol: alert.symbol, reason: alert.reason, ifname: alert.ifname, tuple: packet.tuple, packets: 1),
                ifindex: alert.ifindex)
            if let place = places[drop] {
                drops[place].drop.packets += 1
            } else if drops.count < mostDrops {
                places[drop] = drops.count
                drops.append(drop)
            }
        }
        monitor.stop()
        return drops
    }

    /// More flows than that are no target's.
    private static let mostDrops = 10_000
}
