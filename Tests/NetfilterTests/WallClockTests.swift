import Foundation
import Testing

@testable import Netfilter

@Suite struct WallClockTests {
    /// Foundation's calendar says the same.
    @Test func isACalendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for seconds in stride(from: Int64(-90_000), to: 5_000_000_000, by: 7_654_321) {
            let date = Date(timeIntervalSince1970: Double(seconds))
            let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
            let clock = WallClock(seconds: seconds)
            #expect(Int(clock.dayOfMonth) == parts.day)
            #expect(Int(clock.weekday) + 1 == parts.weekday)
            let ofDay = (parts.hour ?? 0) * 3600 + (parts.minute ?? 0) * 60 + (parts.second ?? 0)
            #expect(Int(clock.secondOfDay) == ofDay)
            #expect(WallClock(ISO8601DateFormatter().string(from: date))?.seconds == seconds)
        }
    }

    @Test(arguments: [
        "", "2026-07-28", "2026-07-28T12:34:56", "2026-07-28 12:34:56Z", "2026-13-28T12:34:56Z", "2026-07-28T24:34:56Z",
        "abcd-07-28T12:34:56Z", "ÿÿÿÿÿÿÿÿÿÿ",
    ])
    func isNilForWhatIsNoTime(text: String) { #expect(WallClock(text) == nil) }
}
