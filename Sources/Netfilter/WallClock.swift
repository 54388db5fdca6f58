import NetworkModel
import SnapshotQuery

/// The time of day when the snapshot was begun, as rules compare it.
struct WallClock {
    /// Since 1970-01-01, UTC.
    let seconds: Int64

    /// Nil where the snapshot does not say when.
    init?(_ query: SnapshotQuery) {
        self.init(query.snapshot.startedAt)
    }

    init(seconds: Int64) {
        self.seconds = seconds
    }

    /// RFC 3339, UTC, to the second: `2026-07-28T12:34:56Z`.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[10] == UInt8(ascii: "T"), bytes[19] == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int64? { Int64(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month),
            (1...31).contains(day), (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        seconds = Self.days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
    }

    var secondOfDay: UInt32 { UInt32(clamping: seconds - day * 86_400) }
    /// 0 is Sunday.
    var weekday: UInt8 { UInt8(clamping: ((day + 4) % 7 + 7) % 7) }
    /// 1 to 31.
    var dayOfMonth: UInt8 {
        // Years begin in March here, so that the leap day is their last.
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        return UInt8(clamping: dayOfYear - (153 * ((5 * dayOfYear + 2) / 153) + 2) / 5 + 1)
    }

    func earlier(by seconds: Int64) -> WallClock { WallClock(seconds: self.seconds - seconds) }

    private var day: Int64 { (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400 }

    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
