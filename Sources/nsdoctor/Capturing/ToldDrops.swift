import Addresses
import ArgumentParser
import Capture
import Kernel
import NetworkModel

struct DropOptions: ParsableArguments {
    @Flag(
        name: .customLong("drops"),
        help: "Have the kernel tell meanwhile which of its functions drops packets, and why (drop_monitor).")
    var watchesDrops = false

    @Flag(
        name: .customLong("allow-tracefs"),
        help: "Where there is no drop_monitor: by an instance of tracefs, which is removed afterwards.")
    var allowsTracefs = false

    /// In the order in which they are tried; empty where nobody asked for drops.
    var sources: [DropSource] { watchesDrops ? allowsTracefs ? [.monitor, .tracefs] : [.monitor] : [] }

    func validate() throws {
        guard watchesDrops || !allowsTracefs else { throw ValidationError("--allow-tracefs goes with --drops") }
    }
}

/// Drops that the kernel tells of while something else is looked at.
struct ToldDrops {
    private let watcher: DropWatcher
    private let places: [CaptureOrder.Place]

    /// Nil where nobody asks. Says before what it switches on, which is for the whole machine.
    /// - Parameter places: where packets of the target come by.
    init?(_ options: DropOptions, _ places: [CaptureOrder.Place]) throws(Failure) {
        guard !options.sources.isEmpty else { return nil }
        self.places = places
        watcher = try Self.start(options)
    }

    private static func start(_ options: DropOptions) throws(Failure) -> DropWatcher {
        var reasons: [String] = []
        for source in options.sources {
            Terminal.standardError("\(source.announcement)\n")
            do throws(SystemError) {
                return try DropWatcher(["/proc/self/exe", "capture", DropRole.word, source.rawValue])
            } catch {
                reasons.append(error.operation)
            }
        }
        throw Failure(
            .unavailable, "drops cannot be watched: \(reasons.joined(separator: "; "))",
            hint: options.allowsTracefs ? "modprobe drop_monitor" : "modprobe drop_monitor, or --allow-tracefs")
    }

    /// Switches it off.
    /// - Returns: packets that may be of the target, or where only places are told those of the machine.
    func finish() -> (packets: [PacketCapture.Drop]?, machine: MachineDrops?) {
        guard let tally = try? JSONBytes.decode(DropTally.self, watcher.finish()) else {
            Terminal.standardError(
                "nsdoctor: the process that had the kernel tell of drops has died, and may have left that on\n")
            return (nil, nil)
        }
        if var machine = tally.machine {
            machine.places.sort { $0.frames > $1.frames }
            return (nil, machine)
        }
        let packets = own(tally).map { told in
            var drop = told.drop
            drop.ifname = drop.ifname ?? place(of: told)?.ifname
            return drop
        }
        return (packets.sorted { $0.packets > $1.packets }, nil)
    }

    /// What was dropped since it was switched on, as counters; those of groups are left out, whose packets nobody may want.
    func rows() -> [CounterRow] {
        guard let answer = watcher.ask(), let tally = try? JSONBytes.decode(DropTally.self, answer) else { return [] }
        var counts: [CountedDrops: UInt64] = [:]
        for told in own(tally) where !told.drop.tuple.dst.isMulticast {
            let place = place(of: told)
            var drops = CountedDrops(isOwn: true, symbol: told.drop.symbol, reason: told.drop.reason)
            (drops.netns, drops.ifname) = (place?.netns, told.drop.ifname ?? place?.ifname)
            counts[drops, default: 0] += UInt64(clamping: told.drop.packets)
        }
        for place in tally.machine?.places ?? [] {
            let drops = CountedDrops(isOwn: false, symbol: place.symbol, reason: place.reason)
            counts[drops, default: 0] += UInt64(clamping: place.frames)
        }
        let rows = counts.map { CounterRow(.drops(at: $0), Self.fields, [$1]) }.sorted { $0.values[0] > $1.values[0] }
        guard let missed = tally.machine?.missed, missed > 0 else { return rows }
        let untold = CountedDrops(isOwn: false, symbol: nil, reason: nil)
        return rows + [CounterRow(.drops(at: untold), Self.missedFields, [UInt64(clamping: missed)])]
    }

    private static let fields = [CounterField("packets")]
    /// Drops that there was no room to tell of.
    private static let missedFields = [CounterField("missed")]

    /// Those that may be of the target.
    private func own(_ tally: DropTally) -> [WatchedDrop] {
        let choices = places.map(\.choice)
        return tally.packets.filter { told in choices.contains { $0?.takes(told.drop.tuple) ?? true } }
    }

    /// Numbers of links are of a namespace: one that a single place has is that place's.
    private func place(of told: WatchedDrop) -> CaptureOrder.Place? {
        let here = places.filter { $0.ifindex == told.ifindex }
        return here.count == 1 ? here.first : nil
    }
}

extension DropSource {
    fileprivate var announcement: String {
        switch self {
        case .monitor: "switching drop_monitor on until this ends"
        case .tracefs: "making an instance of tracefs until this ends"
        }
    }
}
