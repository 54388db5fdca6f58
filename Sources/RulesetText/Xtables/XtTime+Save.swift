import NetworkModel

extension XtTime {
    private static let dayNames = ["", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// time_save: dates come last, and the end of all dates (0x7fffffff) is one.
    func write(to out: inout XtWords) {
        if daytimeStart != 0 || daytimeStop != 86_399 {
            out.add("--timestart", Self.clock(daytimeStart), "--timestop", Self.clock(daytimeStop))
        }
        if monthdays != Self.allMonthdays {
            let days = (UInt32(1)...31).filter { day in monthdays >> day & 1 != 0 }
            out.add("--monthdays", days.map { "\($0)" }.joined(separator: ","))
        }
        if weekdays != Self.allWeekdays {
            let days = (1...7).filter { day in weekdays >> UInt8(day) & 1 != 0 }
            out.add("--weekdays", days.map { Self.dayNames[$0] }.joined(separator: ","))
        }
        if dateStart != 0 { out.add("--datestart", Self.date(dateStart)) }
        if dateStop != 0 { out.add("--datestop", Self.date(dateStop)) }
        out.flag("--kerneltz", isLocal)
        out.flag("--contiguous", isContiguous)
    }

    private static func two(_ number: UInt32) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func clock(_ second: UInt32) -> String {
        "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    }

    private static func date(_ seconds: UInt32) -> String {
        var (year, day) = (UInt32(1970), seconds / 86_400)
        func length(_ year: UInt32) -> UInt32 { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365 }
        while day >= length(year) {
            day -= length(year)
            year += 1
        }
        var month: UInt32 = 1
        for days: UInt32 in [31, length(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
            guard day >= days else { break }
            day -= days
            month += 1
        }
        return "\(year)-\(two(month))-\(two(day + 1))T\(clock(seconds % 86_400))"
    }
}
