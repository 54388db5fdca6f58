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

    /// The time of day of an RFC 3339 time, by the machine's own clock: `15:58:29`. What is no such time stays as it is.
    static func onTheWall(_ time: String) -> String {
        let numbers = time.split { "-T:Z".contains($0) }.map { Int32($0) ?? -1 }
        guard numbers.count == 6, numbers.allSatisfy({ $0 >= 0 && $0 < 10_000 }) else { return Terminal.safe(time) }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
        var seconds = timegm(&parts)
        localtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 16)
        strftime(&text, text.count, "%H:%M:%S", &parts)
        return text.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// Milliseconds of a clock that never goes back.
    static var monotonicMilliseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
