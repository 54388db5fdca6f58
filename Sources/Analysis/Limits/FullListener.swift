import NetworkModel
import PacketTrace
import SnapshotQuery

/// A TCP server for which more connections wait than may: the kernel drops further ones.
public struct FullListener: Sendable {
    public let netns: NetnsID
    public let socket: Socket
    /// A packet of the target that gets there; nil where only its own callers do.
    public let path: AskedPath?
}

extension TargetAnalysis {
    /// Those that simulated packets get to, wherever they are, then the subjects' own.
    func findFullListeners() -> [FullListener] {
        var seen: Set<String> = []
        let met = asked.compactMap { path -> FullListener? in
            guard let forward = path.way?.forward, let socket = forward.listeners.first, socket.isFull else {
                return nil
            }
            return FullListener(netns: forward.netns, socket: socket, path: path)
        }
        let own = scope.subjects.flatMap { id in
            (query.sockets(id).value ?? []).filter(\.isFull).map { FullListener(netns: id, socket: $0, path: nil) }
        }
        return (met + own).filter { seen.insert("\($0.netns) \($0.socket.src) \($0.socket.sport)").inserted }
    }

    func isRefusedByQueue(_ path: AskedPath) -> Bool {
        path.way?.forward.disposition == .delivered && path.way?.forward.listeners.first?.isFull == true
    }
}

extension Socket {
    /// sk_acceptq_is_full
    fileprivate var isFull: Bool { proto == .tcp && state == .listen && rqueue > wqueue }
}
