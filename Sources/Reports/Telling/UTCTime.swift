/// A time as reports carry it, `2026-01-01T00:00:00Z`, taken to pieces. It may come from a stranger's snapshot.
struct UTCTime {
    private let fields: [Int]

    /// Nil where it is no such time.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        let form = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
        guard bytes.count == form.count else { return nil }
        var fields = [0]
        for (byte, mark) in zip(bytes, form) {
            if mark == UInt8(ascii: "d") {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                fields[fields.count - 1] = fields[fields.count - 1] * 10 + Int(byte - UInt8(ascii: "0"))
            } else {
                guard byte == mark else { return nil }
                fields.append(0)
            }
        }
        let bounds = [1970...9999, 1...12, 1...31, 0...23, 0...59, 0...59]
        guard zip(fields, bounds).allSatisfy({ $1.contains($0) }) else { return nil }
        self.fields = Array(fields.prefix(6))
        guard fields[2] <= Self.days(in: fields[1], of: fields[0]) else { return nil }
    }

    /// `2026-01-01`
    var date: String { fields.prefix(3).map(Self.two).joined(separator: "-") }

    /// `00:00:00`
    var time: String { fields.dropFirst(3).map(Self.two).joined(separator: ":") }

    /// Seconds since 1970.
    var seconds: Int {
        var days = 0
        for year in 1970..<fields[0] { days += Self.isLeap(year) ? 366 : 365 }
        for month in 1..<fields[1] { days += Self.days(in: month, of: fields[0]) }
        return ((days + fields[2] - 1) * 24 + fields[3]) * 3600 + fields[4] * 60 + fields[5]
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
