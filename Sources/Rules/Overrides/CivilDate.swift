/// A day of the calendar. Dates come in from outside: nothing here asks a clock.
public struct CivilDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// 0 to 9999.
    public let year: Int
    /// 1 to 12.
    public let month: Int
    /// 1 to 31, as the month has them.
    public let day: Int

    /// Nil for a day that no calendar has.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...Self.days(month, year)).contains(day) else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `2026-07-28`, also at the start of an RFC 3339 time.
    public init?(_ text: String) {
        let date = Array(text.utf8.prefix(10))
        let hyphen = UInt8(ascii: "-")
        guard date.count == 10, date[4] == hyphen, date[7] == hyphen,
            text.utf8.count == 10 || text.utf8.dropFirst(10).first == UInt8(ascii: "T"),
            let year = Self.number(date[0..<4]), let month = Self.number(date[5..<7]),
            let day = Self.number(date[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// `2030-06-30`
    public var description: String {
        let pad = { (number: Int, width: Int) in
            String(repeating: "0", count: max(0, width - String(number).utf8.count)) + String(number)
        }
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
    }

    /// Earlier.
    public static func < (a: CivilDate, b: CivilDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }

    private static func days(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
