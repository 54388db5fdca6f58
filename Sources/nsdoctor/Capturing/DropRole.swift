import Capture
import Glibc
import Kernel
import NetworkModel

/// The process that has drop_monitor on, started by `nsdoctor capture --drops`. It keeps the right to switch it off, and ends
/// when its standard input does.
enum DropRole {
    static let word = "+drops"

    /// The exit status if the arguments ask for this part, nil for an ordinary call.
    static func play(_ arguments: [String]) -> Int32? {
        guard arguments.count == 3, arguments[1] == "capture", arguments[2] == word else { return nil }
        for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
        do throws(SystemError) {
            let drops = try DropWatcher.watch { say(Array(DropWatcher.started.utf8)) }
            say((try? JSONBytes.encode(drops)) ?? [])
            return 0
        } catch {
            say(Array("\(error)\n".utf8))
            return 1
        }
    }

    private static func say(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(DropWatcher.answers, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// Drops that the kernel tells of while something is captured.
struct DropWatch {
    private let watcher: DropWatcher

    /// Says before that it switches drop_monitor on, which is for the whole machine.
    init() throws(Failure) {
        Terminal.standardError("switching drop_monitor on for the time of the capture\n")
        do throws(SystemError) {
            watcher = try DropWatcher(["/proc/self/exe", "capture", DropRole.word])
        } catch {
            throw Failure(.unavailable, "drops cannot be watched: \(error.operation)", hint: "modprobe drop_monitor")
        }
    }

    /// Those that may be of the target, as it is captured.
    func drops(of order: CaptureOrder) -> [PacketCapture.Drop] {
        let all = (try? JSONBytes.decode([WatchedDrop].self, watcher.finish())) ?? []
        let choices = order.places.map(\.choice)
        let mine = all.filter { watched in choices.contains { $0?.takes(watched.drop.tuple) ?? true } }
        return mine.map { watched in
            var drop = watched.drop
            // Numbers are of a namespace: one that a single place has is that place's.
            let places = order.places.filter { $0.ifindex == watched.ifindex }
            if drop.ifname == nil, places.count == 1 { drop.ifname = places.first?.ifname }
            return drop
        }.sorted { $0.packets > $1.packets }
    }
}
