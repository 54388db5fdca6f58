import Kernel
import NetworkModel

/// What in the kernel tells of dropped packets while it is switched on, which is for the whole machine.
public enum DropSource: String, Sendable {
    /// Each packet, over generic netlink.
    case monitor = "drop_monitor"
    /// Only places and reasons, by an instance of tracefs.
    case tracefs
}

/// One that is switched on; whoever made it stops it.
protocol DropTeller: AnyObject {
    /// Can be read when there is something new; -1 for one that is asked each `patience`.
    var descriptor: Int32 { get }
    /// Milliseconds; -1 for no end.
    var patience: Int32 { get }
    /// Adds what has come, or as much of it as is taken at a time.
    func take(_ tally: inout DropTally)
    /// Switches it off.
    /// - Returns: why it is not as it was before; nil if it is.
    func stop() -> SystemError?
}

/// A drop as the kernel tells it.
public struct WatchedDrop: Hashable, Codable, Sendable {
    public var drop: PacketCapture.Drop
    /// The link that it came in by; nobody says in which namespace.
    public var ifindex: Int?
}

/// What was told so far: each flow, place and reason once, with how many packets it was.
public struct DropTally: Codable, Sendable {
    public private(set) var packets: [WatchedDrop] = []
    /// Nil where packets are told.
    public var machine: MachineDrops?

    private var places: [WatchedDrop: Int] = [:]
    private var machinePlaces: [MachineDrops.Place: Int] = [:]

    /// More flows than that are no target's, and the kernel has not so many places.
    private static let most = 10_000

    private enum CodingKeys: CodingKey { case packets, machine }

    /// Nothing yet.
    public init() {}

    /// - Parameter drop: of one packet.
    mutating func add(_ drop: WatchedDrop) {
        if let place = places[drop] {
            packets[place].drop.packets += 1
        } else if packets.count < Self.most {
            places[drop] = packets.count
            packets.append(drop)
        }
    }

    /// - Parameter place: with one frame.
    mutating func add(_ place: MachineDrops.Place) {
        var all = machine ?? MachineDrops()
        machine = nil
        if let index = machinePlaces[place] {
            all.places[index].frames += 1
        } else if all.places.count < Self.most {
            machinePlaces[place] = all.places.count
            all.places.append(place)
        }
        machine = all
    }
}
