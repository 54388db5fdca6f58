import Glibc
import Kernel

/// How long anything is waited for: each packet for a while, all together until a deadline, nothing after a signal.
struct Patience {
    /// Microseconds of the monotonic clock.
    let deadline: Int64
    /// For the answer to one packet.
    let each: Int64
    /// How often a packet without an answer is sent.
    let tries: Int
    /// Readable as soon as everything should end.
    let stop: Int32?

    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    var isOver: Bool { Self.now >= deadline || isStopped }

    private var isStopped: Bool {
        guard let stop else { return false }
        var file = pollfd(fd: stop, events: Int16(POLLIN), revents: 0)
        return poll(&file, 1, 0) > 0
    }

    /// Calls `look` whenever something may have come, until it gives a value or `time` is over.
    func wait<Value>(
        for time: Int64? = nil, at socket: Descriptor, events: Int32 = POLLIN, _ look: () -> Value?
    ) -> Value? {
        let end = min(deadline, Self.now + (time ?? each))
        while true {
            if let value = look() { return value }
            let rest = end - Self.now
            guard rest > 0, !isStopped else { return nil }
            var files = [pollfd(fd: socket.raw, events: Int16(events), revents: 0)]
            if let stop { files.append(pollfd(fd: stop, events: Int16(POLLIN), revents: 0)) }
            // Rounded up: not to come back a moment too early again and again.
            poll(&files, nfds_t(files.count), Int32(clamping: (rest + 999) / 1000))
        }
    }
}
