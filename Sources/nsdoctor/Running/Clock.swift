import Glibc

/// The two clocks that a report needs.
enum Clock {
    /// RFC 3339, UTC, to the second.
    static var now: String { text(UInt64(max(0, time(nil)))) }

    /// - Parameter seconds: since 1970.
    static func text(_ seconds: UInt64) -> String {
        var seconds = time_t(clamping: seconds)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return
            "\(1900 + parts.tm_year)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }

    /// Milliseconds of a clock that never goes back.
    static var monotonicMilliseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
